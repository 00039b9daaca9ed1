/** The page cannot be built; the message says which file and why, ready to be printed. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}
