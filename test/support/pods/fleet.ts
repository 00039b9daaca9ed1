import type { Ending } from '../child-process.ts';
import { bundleProgram } from './bundle.ts';
import { Line } from './line.ts';
import { Pod } from './pod.ts';

export interface FleetOptions {
  readonly redisUrl: string;
  readonly pods: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Pods on one Redis behind one proxy, replaced as a Deployment would. */
export class Fleet {
  readonly line: Line;
  readonly #entry: string;
  readonly #options: FleetOptions;
  #pods: readonly Pod[] = [];

  private constructor(line: Line, entry: string, options: FleetOptions) {
    this.line = line;
    this.#entry = entry;
    this.#options = options;
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const [line, entry] = await Promise.all([Line.open(), bundleProgram()]);
    const fleet = new Fleet(line, entry, options);
    await Promise.all(Array.from({ length: options.pods }, () => fleet.add()));
    return fleet;
  }

  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Adds a pod, which gets new connections once it is ready. */
  async add(): Promise<Pod> {
    const { redisUrl, env = {} } = this.#options;
    const options = { entry: this.#entry, redisUrl, hosts: [this.line.host], env };
    const pod = await (await Pod.start(options)).ready();
    this.#lead([...this.#pods, pod]);
    return pod;
  }

  /** Stops a pod, which gets no new connections from now on. */
  remove(pod: Pod, signal: NodeJS.Signals): Promise<Ending> {
    this.#lead(this.#pods.filter((other) => other !== pod));
    return pod.end(signal);
  }

  /** Replaces a pod; the new one starts first. */
  async replace(pod: Pod): Promise<Ending> {
    await this.add();
    return this.remove(pod, 'SIGTERM');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pods.map((pod) => pod.end('SIGKILL')));
    await this.line.close();
  }

  #lead(pods: readonly Pod[]): void {
    this.#pods = pods;
    this.line.lead(pods.map(({ port }) => port));
  }
}
