import { ChatError } from '../../protocol/errors.ts';
import type { TransferBody } from '../../protocol/file-record.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { FileParts } from './file-host.ts';
import type { PeerFiles } from './peer-files.ts';
import { isPending } from './transfer.ts';

/** The files of one peer. Their code is loaded when it is needed. */
export class FileLoader {
  readonly #parts: FileParts;
  #loading: Promise<PeerFiles> | undefined;
  #files: PeerFiles | undefined;

  constructor(parts: FileParts) {
    this.#parts = parts;
  }

  /** The files, once their code was loaded. */
  get loaded(): PeerFiles | undefined {
    return this.#files;
  }

  /** @throws ChatError `unavailable` when the code cannot be loaded now */
  load(): Promise<PeerFiles> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /**
   * Applies a record about the content of a file to a transaction. What follows happens in `committed`.
   * @throws ChatError `unavailable`, `storage-failed`
   */
  async take(tx: Transaction, body: TransferBody): Promise<void> {
    await (await this.load()).take(tx, body);
  }

  /** Continues transfers, if there are any. */
  work(): void {
    if (this.#files !== undefined) this.#files.work();
    else if (this.#hasWork) void this.load().then((files) => files.work(), ignoreUnavailable);
  }

  async idle(): Promise<void> {
    await this.#loading?.then((files) => files.idle(), ignoreUnavailable);
  }

  /** Also when the code is still being loaded. */
  stop(): void {
    void this.#loading?.then((files) => files.stop(), ignoreUnavailable);
  }

  get #hasWork(): boolean {
    const { store } = this.#parts.context;
    return store.isOpen && [...store.entries('transfers').values()].some(isPending);
  }

  async #load(): Promise<PeerFiles> {
    try {
      const { PeerFiles: Files } = await import('./peer-files.ts');
      this.#files = new Files(this.#parts);
      return this.#files;
    } catch (cause) {
      this.#loading = undefined;
      throw new ChatError('unavailable', {}, { cause });
    }
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
