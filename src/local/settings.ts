import { parseArgs } from 'node:util';
import * as v from 'valibot';
import {
  RELAY_ENTRIES,
  type RelayConfig,
  secretIsShared,
  toRelayConfig,
} from '../backend/config.ts';
import { ConfigError, parseSettings, port, type Variables } from '../service/environment.ts';
import type { LogLevel } from '../service/logging.ts';
import { HOST, logLevel, PORT } from '../service/settings.ts';

/** Settings of `npm start`, from flags and the environment. */
export interface LocalSettings {
  readonly host: string;
  readonly port: number;
  /** Absent by default: a single computer needs no health port. */
  readonly adminPort: number | undefined;
  readonly logLevel: LogLevel;
  /** Without configured hosts, the addresses that we listen on are used. */
  readonly relay: RelayConfig;
}

export interface Flags {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly help: boolean;
}

export const HELP = `Usage: npm start -- [--host ADDRESS] [--port PORT]

Runs the whole chat, page and relay, in one process on one port.

  --host ADDRESS   the address to listen on (HOST; default 127.0.0.1: this computer only). 0.0.0.0 is
                   every network of this computer, with HTTPS, which browsers require for encryption
  --port PORT      the port to listen on (PORT; default 3000). 0 lets the system choose
  --help           print this text

Environment variables set everything else: docs/operations.md.
`;

/** @throws ConfigError when a flag is unknown, or has no value */
export function parseFlags(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return { host: values.host, port: values.port, help: values.help };
  } catch (cause) {
    throw new ConfigError([`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`]);
  }
}

const ENTRIES = {
  ...RELAY_ENTRIES,
  HOST,
  PORT,
  ADMIN_PORT: v.optional(port()),
  LOG_LEVEL: logLevel('warn'),
};

/**
 * The settings of one local process; flags take precedence over the environment.
 * @throws ConfigError that names every invalid setting
 */
export function readLocalSettings(flags: Flags, variables: Variables): LocalSettings {
  const settings = parseSettings(ENTRIES, variables, {
    flags: { HOST: flags.host, PORT: flags.port },
    rules: [secretIsShared],
  });
  return {
    host: settings.HOST,
    port: settings.PORT,
    adminPort: settings.ADMIN_PORT,
    logLevel: settings.LOG_LEVEL,
    relay: toRelayConfig(settings),
  };
}
