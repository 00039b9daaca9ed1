import { StartError } from '../../service/start-error.ts';

/** The page cannot be built; the message says which file and why, ready to be printed. */
export class BuildError extends StartError {
  override readonly name = 'BuildError';
}
