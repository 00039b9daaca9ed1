import { afterAll, afterEach, beforeEach } from '@jest/globals';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { withPromptReceipts } from '../../../src/client/testing/prompt-receipts.ts';
import type { MessageState } from '../../../src/client/views.ts';
import { HostileRelay } from './hostile-relay.ts';
import { LeapingClock } from './leaping-clock.ts';
import { type Name, openAs } from './people.ts';
import { type RealBackend, startBackend } from './real-backend.ts';

/**
 * The fixture of an attack test: a hostile relay in front of a real backend, and people who trust
 * it.
 */
export class Fixture {
  clock = new LeapingClock();
  relay!: HostileRelay;
  backend!: RealBackend;
  readonly #people: ChatDriver[] = [];
  readonly #hasPromptReceipts: boolean;

  /** @param hasPromptReceipts whether the people skip the short pauses in which receipts are combined */
  constructor(hasPromptReceipts = false) {
    this.#hasPromptReceipts = hasPromptReceipts;
  }

  async open(): Promise<void> {
    this.clock = new LeapingClock();
    this.relay = await HostileRelay.start();
    this.backend = await startBackend(this.relay.host);
    this.relay.leadTo(this.backend.address);
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.splice(0).map((person) => person.close()));
    await this.relay.stop();
    await this.backend.stop();
  }

  /** A person who is signing in. */
  async come(name: Name): Promise<ChatDriver> {
    const clock = this.#hasPromptReceipts ? withPromptReceipts(this.clock) : this.clock;
    const person = await openAs(name, this.relay.address, clock);
    this.#people.push(person);
    return person;
  }

  /** A person who is signed in. */
  async enter(name: Name): Promise<ChatDriver> {
    const person = await this.come(name);
    await person.until(({ connection }) => connection.kind === 'online');
    return person;
  }
}

/** A fixture for each test of a file. A test fails if the frames of its attack reached nobody. */
export function useFixture({ hasPromptReceipts = false } = {}): Fixture {
  const fixture = new Fixture(hasPromptReceipts);
  let struck = 0;
  beforeEach(() => fixture.open());
  afterEach(async () => {
    const { relay } = fixture;
    struck += relay.struck;
    await fixture.close();
    relay.checkDelivered();
  });
  afterAll(() => {
    process.stdout.write(`${struck} frames of attacks reached their victims\n`);
  });
  return fixture;
}

/** Every state that an outgoing message is shown in from now on. */
export function statesShown(writer: ChatDriver): ReadonlySet<MessageState> {
  const states = new Set<MessageState>();
  writer.chat.onChange((change) => {
    if (change.kind !== 'message') return;
    const { state } = change.message;
    if (state !== undefined) states.add(state);
  });
  return states;
}

export const reads = (reader: ChatDriver, writer: ChatDriver, text: string): Promise<boolean> =>
  reader.until(async () => (await reader.texts(writer)).includes(text));

/** The state of the last own message. */
export const reaches = (
  writer: ChatDriver,
  reader: ChatDriver,
  wanted: MessageState,
): Promise<boolean> =>
  writer.until(
    async () => (await writer.timeline(reader)).filter(({ mine }) => mine).at(-1)?.state === wanted,
  );

/** Sends a message, and waits until the other person has read it and it is shown as delivered. */
export async function talk(writer: ChatDriver, reader: ChatDriver, text: string): Promise<void> {
  await writer.chat.sendText(reader.id, text);
  await reads(reader, writer, text);
  await reaches(writer, reader, 'delivered');
}

/** How often a person sees a message of another. */
export const timesSeen = async (
  reader: ChatDriver,
  writer: ChatDriver,
  text: string,
): Promise<number> => (await reader.texts(writer)).filter((each) => each === text).length;
