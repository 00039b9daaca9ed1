import type { Clock } from '../../../src/client/scheduling/clock.ts';
import { MemoryStorage } from '../../../src/client/storage/memory-storage.ts';
import type { Change } from '../../../src/client/storage/storage.ts';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { withPromptReceipts } from '../../../src/client/testing/prompt-receipts.ts';
import { RestartableRelay } from '../../../src/client/testing/relay.ts';

/** A storage that can be created again from everything that was ever written to it. */
export class RecordedStorage extends MemoryStorage {
  readonly #changes: Change[] = [];

  override async commit(changes: readonly Change[]): Promise<void> {
    await super.commit(changes);
    this.#changes.push(...changes);
  }

  async copy(): Promise<MemoryStorage> {
    const copy = new MemoryStorage();
    await copy.commit(this.#changes);
    return copy;
  }
}

export const NAMES = ['alice', 'bob', 'carol', 'mallory'] as const;
export type Name = (typeof NAMES)[number];

/** Alice and Bob have agreed to talk, and so have Bob and Carol. Nobody has met Mallory. */
async function rehearse(): Promise<Record<Name, RecordedStorage>> {
  const relay = new RestartableRelay();
  await relay.start();
  const people = NAMES.map(
    (name) =>
      new ChatDriver(name, relay.address, {
        storage: new RecordedStorage(),
        clock: withPromptReceipts(),
      }),
  ) as [ChatDriver, ChatDriver, ChatDriver, ChatDriver];
  await Promise.all(people.map((person) => person.enter()));
  const [alice, bob, carol] = people;
  await befriend(alice, bob);
  await befriend(bob, carol);
  for (const [me, you] of [
    [alice, bob],
    [bob, alice],
    [bob, carol],
    [carol, bob],
  ] as const) {
    await me.until(async () =>
      (await me.timeline(you)).every(({ mine, state }) => !mine || state === 'delivered'),
    );
  }
  await Promise.all(people.map((person) => person.close()));
  await relay.die();
  const storages = people.map(({ name, storage }) => [name, storage]);
  return Object.fromEntries(storages) as Record<Name, RecordedStorage>;
}

let rehearsed: Promise<Record<Name, RecordedStorage>> | undefined;

/**
 * Opens the chat of one of the three people at an address, and lets it sign in. Their keys were created
 * before.
 */
export async function openAs(name: Name, address: string, clock: Clock): Promise<ChatDriver> {
  rehearsed ??= rehearse();
  const storage = await (await rehearsed)[name].copy();
  const person = new ChatDriver(name, address, { storage, clock });
  await person.open();
  person.chat.resume();
  return person;
}
