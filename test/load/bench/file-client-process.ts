import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { PersonId } from '../../../src/client/views.ts';
import { ownProcess } from '../../support/own-processes.ts';

/** What a client is told to do. */
export type FileClientCommand =
  | { readonly kind: 'enter' }
  | { readonly kind: 'ask'; readonly peer: PersonId; readonly name: string }
  | { readonly kind: 'accept'; readonly peer: PersonId }
  | { readonly kind: 'offer'; readonly peer: PersonId; readonly bytes: number }
  | { readonly kind: 'download'; readonly peer: PersonId; readonly id: string }
  | { readonly kind: 'downloaded'; readonly id: string }
  | { readonly kind: 'cancel'; readonly peer: PersonId; readonly id: string }
  | {
      readonly kind: 'write';
      readonly peer: PersonId;
      readonly texts: number;
      readonly everyMs: number;
    }
  | { readonly kind: 'delays'; readonly texts: number }
  | { readonly kind: 'transferred'; readonly peer: PersonId };

interface Reply {
  readonly serial: number;
  readonly result?: unknown;
  readonly error?: string;
}

export interface FileClientOptions {
  /** The bundle of file-client.ts. */
  readonly entry: string;
  readonly name: string;
  readonly address: string;
  /** Added to that of the bench: above 0, the client yields to others. */
  readonly niceness?: number;
}

/** A chat client in a process of its own. */
export class FileClient {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #serial = 0;
  #id: PersonId | undefined;

  private constructor({ entry, name, address, niceness = 0 }: FileClientOptions) {
    this.name = name;
    this.#process = ownProcess(fork(entry, [name, address, `${niceness}`]));
    this.#process.on('message', (reply: Reply) => {
      this.#waiting.get(reply.serial)?.(reply);
      this.#waiting.delete(reply.serial);
    });
    this.#process.once('exit', () => {
      for (const reply of this.#waiting.values()) reply({ serial: 0, error: `${name} has ended` });
      this.#waiting.clear();
    });
  }

  /** Starts a client and signs it in. */
  static async start(options: FileClientOptions): Promise<FileClient> {
    const client = new FileClient(options);
    client.#id = String(await client.#run({ kind: 'enter' }));
    return client;
  }

  get id(): PersonId {
    if (this.#id === undefined) throw new TypeError(`${this.name} has not signed in`);
    return this.#id;
  }

  /** Makes this person and another one contacts. */
  async befriend(other: FileClient): Promise<void> {
    await Promise.all([
      this.#run({ kind: 'ask', peer: other.id, name: other.name }),
      other.#run({ kind: 'accept', peer: this.id }),
    ]);
  }

  /** Sends a file of so many bytes, and returns its id once it is announced. */
  async offer(to: FileClient, bytes: number): Promise<string> {
    return String(await this.#run({ kind: 'offer', peer: to.id, bytes }));
  }

  /** Resolves when content arrives. */
  async beginDownload(from: FileClient, id: string): Promise<void> {
    await this.#run({ kind: 'download', peer: from.id, id });
  }

  /** Resolves when a download has ended. */
  async finishDownload(id: string): Promise<void> {
    await this.#run({ kind: 'downloaded', id });
  }

  /** Withdraws an own file. */
  async cancel(to: FileClient, id: string): Promise<void> {
    await this.#run({ kind: 'cancel', peer: to.id, id });
  }

  /** Bytes of files that are stored here. */
  async transferred(peer: FileClient): Promise<number> {
    return Number(await this.#run({ kind: 'transferred', peer: peer.id }));
  }

  /** Writes texts at fixed times. Returns how long each took to be shown to the other, ms. */
  async write(to: FileClient, texts: number, everyMs: number): Promise<readonly number[]> {
    const arrived = to.#run({ kind: 'delays', texts });
    await this.#run({ kind: 'write', peer: to.id, texts, everyMs });
    return (await arrived) as readonly number[];
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** @throws Error when the client cannot do it */
  #run(command: FileClientCommand): Promise<unknown> {
    const serial = this.#serial++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(serial, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${this.name}, ${command.kind}: ${error}`));
      });
      this.#process.send({ serial, command });
    });
  }
}
