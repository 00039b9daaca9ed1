import type { MemoryStorage } from '../../../src/client/storage/memory-storage.ts';
import { TABLES } from '../../../src/client/storage/storage.ts';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { fromBase64url } from '../../../src/protocol/bytes.ts';
import { STRANGERS_MAX_BYTES } from '../../../src/protocol/limits.ts';
import { LeapingClock } from '../../integration/hostile-relay/leaping-clock.ts';
import { RecordedStorage } from '../../integration/hostile-relay/people.ts';
import type { Victim } from './attack.ts';

const NAME = 'Bob';
/** How often a new chain is measured, for the median. */
const NEW_CHAINS = 3;
/** During the attack, a minute passes for the user this often, ms: limits per minute would make it last for hours. */
const LEAP_EVERY_MS = 500;
const MINUTE = 60_000;
const KIB = 1024;

/** What a user experiences, once without the attack and once during it. All times are medians, ms. */
export interface UserFigures {
  /** From a contact's sending a message that begins a new chain until the user sees it. */
  readonly newChain: number;
  /** From a newcomer's request until it is shown; undefined if it was not sent. */
  readonly newcomer: number | undefined;
  /** From a contact's sign-in until they are shown as online. */
  readonly presence: number;
  /** Stored about strangers, newcomers included, KiB. */
  readonly strangersKib: number;
}

/** From opening the page to the list of conversations, with what was stored before the attack and after it. */
export interface StartUps {
  readonly before: number;
  readonly after: number;
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** A user of the real client with a contact; both are in this process, and the attacker is not. */
export class AttackedUser {
  readonly #address: string;
  readonly #clock = new LeapingClock();
  readonly #storage = new RecordedStorage();
  /** What was stored before the attack. */
  #before: MemoryStorage | undefined;
  readonly #user: ChatDriver;
  readonly #contact: ChatDriver;
  #newcomers: ChatDriver[] = [];
  #leaps: NodeJS.Timeout | undefined;
  #said = 0;
  /** What should not have happened. */
  readonly problems: string[] = [];

  private constructor(address: string) {
    this.#address = address;
    this.#user = new ChatDriver(NAME, address, {
      ...{ clock: this.#clock, storage: this.#storage },
    });
    this.#contact = new ChatDriver('Carol', address);
  }

  static async enter(port: number): Promise<AttackedUser> {
    const attacked = new AttackedUser(`http://127.0.0.1:${port}`);
    await attacked.#user.enter();
    await attacked.#contact.enter();
    await befriend(attacked.#contact, attacked.#user);
    return attacked;
  }

  get victim(): Victim {
    return { name: NAME, identity: fromBase64url(this.#user.id) };
  }

  /** Lets the user's time pass fast, until the end. */
  speedUp(): void {
    this.#leaps = setInterval(() => this.#clock.leap(MINUTE), LEAP_EVERY_MS);
  }

  /**
   * Measures everything; resolves only if contacts and newcomers reach the user.
   * @param hasNewcomer whether a newcomer sends a request: offers of strangers have a limit, which an attack may use up
   */
  async measure(hasNewcomer = true): Promise<UserFigures> {
    const newChains: number[] = [];
    const presences: number[] = [];
    for (let count = 0; count < NEW_CHAINS; count++) {
      presences.push(await this.#seeContactReturn());
      newChains.push(await this.#receiveNewChain());
    }
    const newcomer = hasNewcomer ? await this.#receiveNewcomer() : undefined;
    this.#before ??= await this.#storage.copy();
    const bytes = await this.#strangersBytes();
    if (bytes > STRANGERS_MAX_BYTES) this.problems.push(`${bytes} bytes of strangers are stored`);
    return {
      newChain: median(newChains),
      newcomer,
      presence: median(presences),
      strangersKib: bytes / KIB,
    };
  }

  /**
   * Measures both in turn, so that a busy machine slows both down.
   * @param times how often, for the median
   */
  async startUps(times: number): Promise<StartUps> {
    const [before, after]: number[][] = [[], []];
    for (let count = 0; count < times; count++) {
      before?.push(await this.#startUp(this.#before));
      after?.push(await this.#startUp(this.#storage));
    }
    return { before: median(before ?? []), after: median(after ?? []) };
  }

  async stop(): Promise<void> {
    clearInterval(this.#leaps);
    const drivers = [this.#user, this.#contact, ...this.#newcomers];
    await Promise.all(drivers.map((driver) => driver.close()));
  }

  /** The contact closes the page and opens it again. */
  async #seeContactReturn(): Promise<number> {
    const isShown = (online: boolean) =>
      this.#user.until(() => this.#user.with(this.#contact)?.online === online);
    await this.#contact.close();
    await isShown(false);
    await this.#contact.open();
    return timed(async () => {
      this.#contact.chat.resume();
      await isShown(true);
    });
  }

  /** The contact has just opened the page, so their next message begins a chain. */
  async #receiveNewChain(): Promise<number> {
    const [contact, user] = [this.#contact, this.#user];
    await contact.until(({ connection }) => connection.kind === 'online');
    const text = `new chain ${++this.#said}`;
    return timed(async () => {
      await contact.chat.sendText(user.id, text);
      await user.until(async () =>
        (await user.timeline(contact)).some((each) => each.text === text),
      );
    });
  }

  async #receiveNewcomer(): Promise<number> {
    const newcomer = new ChatDriver(`newcomer ${this.#newcomers.length}`, this.#address);
    this.#newcomers.push(newcomer);
    await newcomer.enter();
    await newcomer.meet(this.#user);
    return timed(async () => {
      await newcomer.chat.sendText(this.#user.id, 'May I?');
      await this.#user.until(() => this.#user.with(newcomer)?.consent === 'asked');
    });
  }

  /** Opens the page once more beside the one that is open, without a connection. */
  async #startUp(storage: MemoryStorage | undefined): Promise<number> {
    if (storage === undefined) throw new TypeError('nothing was measured before the attack');
    const again = new ChatDriver(NAME, this.#address, { storage, clock: this.#clock });
    const took = await timed(() => again.open());
    await again.close();
    return took;
  }

  async #strangersBytes(): Promise<number> {
    const { storage } = this.#user;
    const known = [this.#contact.id, this.#user.id];
    let bytes = 0;
    for (const table of TABLES) {
      for (const { key, value } of await storage.list(table)) {
        const isOthers = IDENTITY.test(key) && !known.some((id) => key.startsWith(id));
        if (isOthers) bytes += key.length + value.length;
      }
    }
    return bytes;
  }
}

/** Keys of rows about a person begin with their identity key. */
const IDENTITY = /^[\w-]{43}/;
