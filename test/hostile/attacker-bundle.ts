import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../pods/bundle.ts';

/** The attackers as one file. */
export const bundleAttacker = (): Promise<string> =>
  bundleProgram(fileURLToPath(new URL('attacker.ts', import.meta.url)));
