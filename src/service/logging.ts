import { type Logger, pino } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a log may contain of an error: not its message, which may quote what a person sent. */
interface LoggedError {
  readonly type: string;
  readonly code?: string;
  /** Where it was thrown, without the message. */
  readonly stack: readonly string[];
}

function loggedError(error: unknown): LoggedError {
  if (typeof error !== 'object' || error === null) return { type: typeof error, stack: [] };
  const { name, stack } = error instanceof Error ? error : new Error();
  const frames = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { type: name, ...code, stack: frames.map((line) => line.trim()) };
}

/**
 * A process's log: one JSON object per line, to standard output or another stream. It never
 * contains a message, a key, a name or an address.
 */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: loggedError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
