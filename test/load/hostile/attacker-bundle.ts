import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../../support/pods/bundle.ts';

/** The attackers as one file. */
export const bundleAttacker = (): Promise<string> =>
  bundleProgram(fileURLToPath(new URL('attacker.ts', import.meta.url)));
