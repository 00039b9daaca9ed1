import { MemoryStorage } from '../../../src/client/storage/memory-storage.ts';
import type { Change } from '../../../src/client/storage/storage.ts';
import { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { ChatError } from '../../../src/protocol/errors.ts';
import { writeKind } from '../../support/capture/write-kind.ts';

/** A storage to which a page that was stopped writes nothing more. */
class StoppableStorage extends MemoryStorage {
  isStopped = false;
  /** Returns whether the page is stopped after a write. */
  onWrite: (kind: string) => boolean = () => false;

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.isStopped) throw new ChatError('storage-failed');
    await super.commit(changes);
    if (this.onWrite(writeKind(changes))) this.isStopped = true;
  }
}

/** A person whose page can be stopped at any moment, and opened again. */
export class StoppablePage {
  readonly driver: ChatDriver;
  readonly #storage = new StoppableStorage();
  #onChange: () => void = () => {};
  #turn = Promise.resolve();
  #isOpen = true;

  constructor(name: string, address: string) {
    this.driver = new ChatDriver(name, address, { storage: this.#storage });
  }

  /** @param onWrite returns whether the page is stopped after a write */
  watch(onWrite: (kind: string) => boolean, onChange: () => void): void {
    this.#onChange = onChange;
    this.#storage.onWrite = (kind) => {
      const isStopped = onWrite(kind);
      if (isStopped) this.stop();
      return isStopped;
    };
    this.driver.chat.onChange(onChange);
  }

  /** Whether the page is open, and not being stopped. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Stops the page without another write, and opens it again. */
  stop(): void {
    this.#isOpen = false;
    this.#storage.isStopped = true;
    this.#turn = this.#turn.then(() => this.#reopen());
  }

  /** Resolves when it is not being opened again. */
  idle(): Promise<void> {
    return this.#turn;
  }

  async #reopen(): Promise<void> {
    try {
      await this.driver.close();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    this.#storage.isStopped = false;
    const chat = await this.driver.open();
    chat.onChange(this.#onChange);
    this.#isOpen = true;
    chat.resume();
    this.#onChange();
  }
}
