import { parseArgs } from 'node:util';
import { DigestsError } from './digests-error.ts';

const USAGE = 'scripts/asset-digests [ADDRESS [--compare]]';

/** The arguments of `scripts/asset-digests`. @throws DigestsError `usage` */
export function readArguments(args: readonly string[]) {
  try {
    const options = { compare: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [address, ...more] = positionals;
    if (more.length === 0 && !(values.compare && address === undefined)) {
      return { address, compare: values.compare };
    }
  } catch (cause) {
    throw new DigestsError('usage', USAGE, { cause });
  }
  throw new DigestsError('usage', USAGE);
}
