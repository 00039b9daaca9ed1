import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ConfigError, integer, parseSettings } from '../../src/service/environment.ts';
import { HOST, PORT } from '../../src/service/settings.ts';

/** What `npm run cluster` is told. */
export interface ClusterSettings {
  readonly host: string;
  readonly port: number;
  readonly backends: number;
  readonly uis: number;
  /** Whether the proxy lets WebSockets through. */
  readonly webSockets: boolean;
}

export const HELP = `Usage: npm run cluster -- [--backends N] [--uis N] [--host ADDRESS] [--port PORT] [--no-websockets]

Runs what a cluster runs, on this computer: Redis, relays and servers of the page as processes of
their own, behind a proxy that keeps each browser with its relay while it polls.

  --backends N     so many relays (3)
  --uis N          so many servers of the page (2)
  --host ADDRESS   the proxy listens there (127.0.0.1: this computer only); elsewhere with HTTPS
  --port PORT      and on that port (3000). 0 lets the system choose
  --no-websockets  the proxy lets none through, as some networks do: browsers poll
  --help           this text
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
 * The settings of a cluster; undefined when only the help is wanted.
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
