import { StartError } from '../../../src/service/start-error.ts';

/** Why digests could not be determined, or what they showed. */
export type DigestsCode =
  | 'usage'
  | 'address'
  | 'unreachable'
  | 'refused'
  | 'too-large'
  | 'no-page'
  | 'differs';

/** An error of `scripts/asset-digests`: its code, and a sentence for the user. */
export class DigestsError extends StartError {
  override readonly name = 'DigestsError';
  readonly code: DigestsCode;

  constructor(code: DigestsCode, sentence: string, options?: ErrorOptions) {
    super(`${code}: ${sentence}`, options);
    this.code = code;
  }
}
