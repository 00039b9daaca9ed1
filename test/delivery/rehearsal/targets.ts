import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { statusOf } from '../images/loopback.ts';
import type { TargetGroup } from './routes.ts';

/** A pod as the load balancer sees it. */
export interface Target {
  readonly id: string;
  readonly address: string;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  /** Its open connections. */
  readonly sockets: Set<Socket>;
}

/** The targets of one service: their health checks, selection in turn, and deregistration. */
export class Targets {
  readonly group: TargetGroup;
  readonly #targets = new Map<string, Target>();
  readonly #stopped = new AbortController();
  #turn = 0;

  constructor(group: TargetGroup) {
    this.group = group;
  }

  /**
   * Registers a pod and checks its health, as often as the Ingress says, until it is deregistered.
   * @returns once it is healthy
   */
  async register(id: string, address: string): Promise<void> {
    const target: Target = { id, address, state: 'initial', sockets: new Set() };
    this.#targets.set(id, target);
    await new Promise<void>((resolve) => void this.#watch(target, resolve));
  }

  async #watch(target: Target, onHealthy: () => void): Promise<void> {
    const { port, healthPath, healthSeconds } = this.group;
    while (target.state !== 'draining' && !this.#stopped.signal.aborted) {
      const healthy = (await statusOf(target.address, port, healthPath)) === 200;
      if (isDraining(target)) return;
      target.state = healthy ? 'healthy' : 'unhealthy';
      if (healthy) onHealthy();
      const wait = healthy ? healthSeconds * 1000 : 200;
      await pause(wait, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => {});
    }
  }

  /** Sends a pod nothing new, and closes its remaining connections when the delay is over. */
  deregister(id: string): void {
    const target = this.#targets.get(id);
    if (target === undefined) return;
    target.state = 'draining';
    setTimeout(() => {
      for (const socket of target.sockets) socket.destroy();
      this.#targets.delete(id);
    }, this.group.deregistrationSeconds * 1000).unref();
  }

  /**
   * The pod for a request: the one that its cookie names, while that serves; otherwise the next
   * one.
   */
  choose(cookie: string | undefined): Target | undefined {
    const named = cookie === undefined ? undefined : this.#targets.get(cookie);
    if (this.group.sticky && named?.state === 'healthy') return named;
    const healthy = [...this.#targets.values()].filter(({ state }) => state === 'healthy');
    this.#turn += 1;
    return healthy[this.#turn % Math.max(healthy.length, 1)];
  }

  stop(): void {
    this.#stopped.abort();
  }
}

const isDraining = ({ state }: Target): boolean => state === 'draining';
