import { StartError } from '../../service/start-error.ts';

/** The page cannot be built. The message names the file and the reason, for printing. */
export class BuildError extends StartError {
  override readonly name = 'BuildError';
}
