import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostAndPort, isLoopback, namesOf, thisMachine } from '../../src/local/addresses.ts';
import {
  type Certificate,
  certificateFolder,
  certificateFor,
} from '../../src/local/certificate.ts';
import { listen, stopListening } from '../../src/service/listening.ts';
import { StartError } from '../../src/service/start-error.ts';
import { freePort } from '../toolchain/free-port.ts';
import { makeBundles } from './bundles.ts';
import { clusterGreeting } from './greeting.ts';
import { backends, redis, uis } from './programs.ts';
import { createClusterProxy, type Upstream } from './proxy.ts';
import type { ClusterSettings } from './settings.ts';
import { type Program, Worker } from './worker.ts';

/** How long a process may take to end, ms. */
const GRACE_MS = 10_000;

/** Redis, relays and page servers behind a proxy, on this computer. */
export class Cluster {
  readonly #print: (line: string) => void;
  readonly #workers: Worker[] = [];
  readonly #upstreams = { backends: [] as Upstream[], uis: [] as Upstream[] };
  #folder: string | undefined;
  #server: Server | HttpsServer | undefined;
  #stopping: Promise<void> | undefined;

  /** @param print is called with what happens to the processes */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /**
   * Starts everything; when it throws, processes that were started keep running.
   * @param redisServer the program
   * @returns what to print for the user
   * @throws StartError
   */
  async start(settings: ClusterSettings, redisServer: string): Promise<string> {
    const { host, webSockets } = settings;
    const names = namesOf(host, thisMachine());
    const certificate = isLoopback(host)
      ? undefined
      : await certificateFor(names.all, certificateFolder(), Date.now());
    // The port comes first, because sign-in proofs contain it.
    const port = await this.#listen(settings, certificate);
    const scheme = certificate === undefined ? 'http' : 'https';
    const hostsOf = (all: readonly string[]): string[] =>
      all.map((name) => hostAndPort(name, port, scheme));
    await this.#startAll(settings, redisServer, hostsOf(names.all));
    const addresses = hostsOf(names.shown).map((it) => `${scheme}://${it}`);
    const { fingerprint } = certificate ?? {};
    return clusterGreeting({ addresses, fingerprint, webSockets, workers: this.#workers });
  }

  /** Stops everything in order, Redis last; further calls wait for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Kills everything now. */
  kill(): void {
    for (const worker of this.#workers) worker.kill();
  }

  #listen(
    { host, port, webSockets }: ClusterSettings,
    certificate: Certificate | undefined,
  ): Promise<number> {
    this.#server = createClusterProxy({ ...this.#upstreams, certificate, webSockets });
    return listen(this.#server, { host, port, setting: '--port' });
  }

  async #startAll(
    settings: ClusterSettings,
    redisServer: string,
    publicHosts: readonly string[],
  ): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'live-chat-cluster-'));
    const redisPort = await freePort();
    const store = this.#run(redis(redisServer, redisPort, this.#folder));
    const [bundles] = await Promise.all([makeBundles(this.#folder), store]);
    const relays = backends(settings.backends, bundles, { redisPort, publicHosts });
    const pages = uis(settings.uis, bundles);
    await Promise.all([
      ...relays.map((program) => this.#run(program, this.#upstreams.backends)),
      ...pages.map((program) => this.#run(program, this.#upstreams.uis)),
    ]);
  }

  async #run(program: Program, upstreams?: Upstream[]): Promise<void> {
    if (this.#stopping !== undefined) throw new StartError('stopped while it started');
    const worker = new Worker(program, this.#print);
    this.#workers.push(worker);
    upstreams?.push({
      name: program.name,
      get port() {
        return worker.port;
      },
    });
    await worker.start();
  }

  async #stop(): Promise<void> {
    const [store, ...others] = this.#workers;
    await Promise.all(others.map((worker) => worker.stop(GRACE_MS)));
    await store?.stop(GRACE_MS);
    if (this.#server !== undefined) await stopListening(this.#server);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}
