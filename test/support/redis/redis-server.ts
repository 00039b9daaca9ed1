import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { ownProcess } from '../own-processes.ts';

const HOST = '127.0.0.1';
const CONFIG = 'redis.conf';
const READY = /Ready to accept connections|Sentinel ID is/;

const executable = (): string => process.env['REDIS_SERVER_PATH'] || 'redis-server';

/** Options of redis-server, as on its command line without the dashes: `['appendonly', 'yes']`. */
export type RedisArguments = readonly (readonly string[])[];

/** Files of a certificate and its key, PEM, and the password for clients. */
export interface TlsSecrets {
  readonly certificate: string;
  readonly key: string;
  readonly password: string;
}

/** A real Redis on its own port, with nothing on disk. Tests can kill, pause and restart it. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #args: RedisArguments;
  #process: ChildProcess | undefined;
  #admin: Redis | undefined;

  private constructor(port: number, folder: string, args: RedisArguments) {
    this.port = port;
    this.folder = folder;
    this.#args = args;
  }

  static async start(args: RedisArguments = []): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-redis-'));
    const server = new RedisServer(await freePort(), folder, args);
    await server.boot();
    return server;
  }

  /** A Redis that requires TLS and a password. */
  static async startTls(secrets: TlsSecrets): Promise<RedisServer> {
    const [folder, port] = [await mkdtemp(join(tmpdir(), 'live-chat-redis-')), await freePort()];
    const server = new RedisServer(port, folder, [
      ['port', '0'],
      ['tls-port', `${port}`],
      ['tls-cert-file', secrets.certificate],
      ['tls-key-file', secrets.key],
      ['tls-auth-clients', 'no'],
      ['requirepass', secrets.password],
    ]);
    await server.boot();
    return server;
  }

  /** A sentinel instead of a store, configured by the lines of a file. */
  static async startSentinel(lines: readonly string[]): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-redis-'));
    const server = new RedisServer(await freePort(), folder, [['sentinel']]);
    await writeFile(join(folder, CONFIG), lines.join('\n'));
    await server.boot();
    return server;
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** A connection for a test's own commands. */
  get admin(): Redis {
    if (this.#admin !== undefined) return this.#admin;
    const admin = new Redis(this.port, HOST, { retryStrategy: () => 100 });
    admin.on('error', () => undefined);
    this.#admin = admin;
    return admin;
  }

  /** Starts it empty. */
  async boot(): Promise<void> {
    const args = [
      ['port', `${this.port}`],
      ['bind', HOST],
      ['dir', this.folder],
      ['save', ''],
    ];
    const flags = [...args, ...this.#args].flatMap(([name, ...values]) => [`--${name}`, ...values]);
    // A sentinel rewrites its file, and resumes from it.
    const config = join(this.folder, CONFIG);
    await appendFile(config, '\n');
    const child = ownProcess(
      spawn(executable(), [config, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    this.#process = child;
    const lines = createInterface(child.stdout);
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => READY.test(line) && resolve());
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    });
  }

  /** Kills it. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Pauses it: connections stay open, but nothing is answered. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#admin?.disconnect();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
