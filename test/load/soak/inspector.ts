import { once } from 'node:events';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import type { Pod } from '../../support/pods/pod.ts';

/** The memory of a process right after a garbage collection, bytes. */
export interface PodMemory {
  /** On the heap, and in buffers outside it. */
  readonly held: number;
  /** Resident memory. */
  readonly resident: number;
}

const REPLY = v.object({
  // Absent in an event.
  id: v.optional(v.number()),
  result: v.optional(v.object({ result: v.optional(v.object({ value: v.unknown() })) })),
});
const MEMORY = v.object({ heapUsed: v.number(), external: v.number(), rss: v.number() });

/** With it a pod opens its inspector, on a port that the system chooses. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/**
 * Inspects a pod through Node's inspector (Chrome DevTools Protocol), so the product needs no hook.
 */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (value: unknown) => void>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(v.parse(REPLY, JSON.parse(String(data)))));
  }

  static async open(pod: Pod): Promise<Inspector> {
    const [, url = ''] = await pod.line(/Debugger listening on (ws:\S+)/);
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** Collects garbage and measures what is left. */
  async memory(): Promise<PodMemory> {
    await this.#ask('HeapProfiler.collectGarbage', {});
    const { heapUsed, external, rss } = v.parse(
      MEMORY,
      await this.evaluate('process.memoryUsage()'),
    );
    return { held: heapUsed + external, resident: rss };
  }

  /** Evaluates an expression in the pod. @returns its value as JSON */
  async evaluate(expression: string): Promise<unknown> {
    return this.#ask('Runtime.evaluate', { expression, returnByValue: true });
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#asked;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #hear({ id, result }: v.InferOutput<typeof REPLY>): void {
    if (id === undefined) return;
    this.#answers.get(id)?.(result?.result?.value);
    this.#answers.delete(id);
  }
}
