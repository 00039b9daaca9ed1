import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { loopback } from './loopback.ts';

const HOST = '127.0.0.1';
/** A limited line carries this much at a time. */
const SLICE_BYTES = 4096;

interface Call {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly target: number;
}

/** A TCP proxy between clients and pods: distributes connections, and can cut and slow them. */
export class Line {
  readonly port: number;
  readonly #server: Server;
  readonly #calls = new Set<Call>();
  #targets: readonly number[] = [];
  #next = 0;
  #delayMs = 0;
  #bytesPerSecond = Infinity;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (client) => this.#connect(client));
  }

  static async open(): Promise<Line> {
    const server = createServer({ noDelay: true });
    server.listen(0, HOST);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new Line(server, port);
  }

  get host(): string {
    return `${HOST}:${this.port}`;
  }

  get address(): string {
    return `http://${this.host}`;
  }

  /** The ports that new connections are forwarded to, in turn. */
  lead(targets: readonly number[]): void {
    this.#targets = targets;
  }

  /** Cuts connections without a close frame: all, or those to one port. @returns how many */
  cut(target?: number): number {
    const cut = [...this.#calls].filter((call) => target === undefined || call.target === target);
    for (const { client } of cut) client.destroy();
    return cut.length;
  }

  /** Delays everything by this much from now on, in each direction, ms. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Limits what each new connection sends to its pod. What the line has not taken waits in the client's socket. */
  limit(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #connect(client: Socket): void {
    const index = this.#next++;
    const target = this.#targets[index % Math.max(1, this.#targets.length)];
    if (target === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect({
      port: target,
      host: HOST,
      localAddress: loopback(index),
      noDelay: true,
    });
    const call = { client, upstream, target };
    this.#calls.add(call);
    if (this.#bytesPerSecond < Infinity) this.#carrySlowly(client, upstream, call);
    else this.#carry(client, upstream, call);
    this.#carry(upstream, client, call);
  }

  #carry(from: Socket, to: Socket, call: Call): void {
    let due = 0;
    from.on('data', (chunk: Buffer) => {
      const now = performance.now();
      due = Math.max(due, now + this.#delayMs);
      if (due <= now) to.write(chunk);
      else setTimeout(() => to.write(chunk), due - now);
    });
    this.#endTogether(from, to, call);
  }

  #carrySlowly(from: Socket, to: Socket, call: Call): void {
    const msPerByte = 1000 / this.#bytesPerSecond;
    this.#endTogether(from, to, call);
    let due = performance.now();
    from.on('data', async (chunk: Buffer) => {
      from.pause();
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES);
        const now = performance.now();
        due = Math.max(due, now) + slice.length * msPerByte;
        await new Promise((resolve) => setTimeout(resolve, due - now));
        to.write(slice);
      }
      from.resume();
    });
  }

  #endTogether(from: Socket, to: Socket, call: Call): void {
    from.on('error', () => undefined);
    from.once('close', () => {
      this.#calls.delete(call);
      to.destroy();
    });
  }
}
