import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ConfigError, integer, parseSettings } from '../../src/service/environment.ts';
import { HOST, PORT } from '../../src/service/settings.ts';

/** Settings of `npm run cluster`. */
export interface ClusterSettings {
  readonly host: string;
  readonly port: number;
  readonly backends: number;
  readonly uis: number;
  /** Whether the proxy forwards WebSockets. */
  readonly webSockets: boolean;
}

export const HELP = `Usage: npm run cluster -- [--backends N] [--uis N] [--host ADDRESS] [--port PORT] [--no-websockets]

Runs the processes of a cluster on this computer: Redis, relays and page servers, behind a proxy
that keeps each browser on its relay while it polls.

  --backends N     the number of relays (3)
  --uis N          the number of page servers (2)
  --host ADDRESS   the proxy's address (127.0.0.1: this computer only); any other one uses HTTPS
  --port PORT      the proxy's port (3000). 0 lets the system choose
  --no-websockets  the proxy blocks WebSockets, as some networks do, so that browsers poll
  --help           print this text
`;

const COUNT = { min: 1, max: 16 };
const OPTIONS = {
  backends: { type: 'string' },
  uis: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'no-websockets': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new ConfigError([`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`]);
  }
}

const ENTRIES = {
  HOST,
  '--port': PORT,
  '--backends': v.optional(integer(COUNT), '3'),
  '--uis': v.optional(integer(COUNT), '2'),
};

/**
 * The settings of a cluster; undefined when only the help was requested.
 * @throws ConfigError that names every invalid argument
 */
export function readClusterSettings(args: readonly string[]): ClusterSettings | undefined {
  const { help, backends, uis, host, port, 'no-websockets': polling } = parse(args);
  if (help) return undefined;
  const flags = { HOST: host, '--port': port, '--backends': backends, '--uis': uis };
  const settings = parseSettings(ENTRIES, {}, { flags });
  return {
    host: settings.HOST,
    port: settings['--port'],
    backends: settings['--backends'],
    uis: settings['--uis'],
    webSockets: !polling,
  };
}
