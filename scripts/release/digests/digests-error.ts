import { StartError } from '../../../src/service/start-error.ts';

/** Why digests could not be told, or what they told. */
export type DigestsCode =
  | 'usage'
  | 'address'
  | 'unreachable'
  | 'refused'
  | 'too-large'
  | 'no-page'
  | 'differs';

/** A refusal of `scripts/asset-digests`: its code, and a sentence for who typed the command. */
export class DigestsError extends StartError {
  override readonly name = 'DigestsError';
  readonly code: DigestsCode;

  constructor(code: DigestsCode, sentence: string, options?: ErrorOptions) {
    super(`${code}: ${sentence}`, options);
    this.code = code;
  }
}
