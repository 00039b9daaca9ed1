import { afterEach, beforeEach } from '@jest/globals';
import type { AdmissionState } from '../../../src/client/inbound/admission.ts';
import type { Clock } from '../../../src/client/scheduling/clock.ts';
import { TABLES } from '../../../src/client/storage/storage.ts';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { withPromptReceipts } from '../../../src/client/testing/prompt-receipts.ts';
import { RestartableRelay } from '../../../src/client/testing/relay.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { signToken } from '../../../src/crypto/token.ts';
import { type Bytes, fromBase64url } from '../../../src/protocol/bytes.ts';
import { RawPeer } from './raw-peer.ts';

const REQUEST = { type: 'text', text: 'May I?', request: true } as const;

/** A user of the real client, a contact of theirs, and raw peers, on a real relay. */
export class Fixture {
  readonly relay = new RestartableRelay();
  bob!: ChatDriver;
  carol!: ChatDriver;
  /** A contact who shows no token, so that the relay treats them as a stranger. */
  #sentinel!: RawPeer;
  #raw: RawPeer[] = [];
  #others: ChatDriver[] = [];
  #said = 0;

  async open(clock?: Clock): Promise<void> {
    await this.relay.start();
    this.bob = new ChatDriver('bob', this.relay.address, { clock: withPromptReceipts(clock) });
    this.carol = new ChatDriver('carol', this.relay.address, { clock: withPromptReceipts() });
    await Promise.all([this.bob.enter(), this.carol.enter()]);
    await befriend(this.carol, this.bob);
    this.#sentinel = await this.peer('sentinel');
    await this.bring(this.#sentinel, 'accepted');
  }

  async close(): Promise<void> {
    for (const peer of this.#raw.splice(0)) peer.close();
    const drivers = [this.bob, this.carol, ...this.#others.splice(0)];
    await Promise.all(drivers.map((driver) => driver.close()));
    await this.relay.die();
  }

  /** A client that the test has opened. */
  alsoClose(driver: ChatDriver): void {
    this.#others.push(driver);
  }

  async peer(name: string): Promise<RawPeer> {
    const peer = await RawPeer.enter(name, this.relay.address, this.#raw[0]);
    this.#raw.push(peer);
    return peer;
  }

  /** Brings a raw peer into a state, by what both of them may do. */
  async bring(peer: RawPeer, state: AdmissionState): Promise<void> {
    const { bob } = this;
    const is = (consent: string) =>
      bob.until(() => bob.chat.conversation(peer.id)?.consent === consent);
    if (state === 'none') return;
    if (state === 'requested') {
      bob.chat.meet({ peer: peer.id, name: peer.forger.id.slice(0, 8), since: 0 });
      await bob.chat.sendText(peer.id, 'May I?');
      await peer.until(() => peer.records.length > 0);
      return;
    }
    await peer.send(bob.id, REQUEST);
    await is('asked');
    if (state === 'asked') return;
    if (state === 'declined-by-me') return bob.chat.decline(peer.id);
    await bob.chat.accept(peer.id);
    await peer.until(() => peer.records.some(({ body }) => body.type === 'receipt'));
    if (state === 'blocked') await bob.chat.setBlocked(peer.id, true);
    if (state === 'left-by-me') {
      await bob.chat.leave(peer.id);
      await peer.until(() => peer.records.some(({ body }) => body.type === 'leave'));
    }
    if (state === 'left-by-peer') {
      await peer.send(bob.id, { type: 'leave' });
      await is('left-by-peer');
    }
  }

  /**
   * Resolves when the user's client has processed everything that was sent to it, and has sent its
   * replies: each lane is delivered in order, and receipts are sent in the order of what they
   * acknowledge.
   */
  async barrier(): Promise<void> {
    const { bob, carol } = this;
    await this.#strangersBarrier();
    for (let n = 0; n < 2; n++) {
      const text = `barrier ${this.#said++}`;
      await carol.chat.sendText(bob.id, text);
      await carol.until(async () =>
        (await carol.timeline(bob)).some(
          (each) => each.text === text && each.state === 'delivered',
        ),
      );
    }
  }

  async #strangersBarrier(): Promise<void> {
    const sentinel = this.#sentinel;
    const seq = await sentinel.send(this.bob.id, { type: 'text', text: 'barrier' });
    await sentinel.until(() =>
      sentinel.records.some(({ body }) => body.type === 'receipt' && body.delivered >= seq),
    );
  }

  /** A contact token that the user gives to a peer, as the user's client would sign it. */
  async tokenFor(peer: RawPeer, expires: number): Promise<Bytes> {
    const key = await this.bob.storage.readKey('identity');
    if (key === undefined) throw new TypeError('no identity key');
    const [owner, holder] = [this.bob.id, peer.id].map(fromBase64url) as [Bytes, Bytes];
    const claim = { scope: 'contact', serial: randomBytes(8), expires } as const;
    return signToken({ owner, holder }, claim, key);
  }

  /** The kinds of the entries of a conversation. */
  async shown(peer: RawPeer): Promise<string[]> {
    if (this.bob.chat.conversation(peer.id) === undefined) return [];
    return (await this.bob.chat.messages(peer.id, { last: 1000 })).map(({ kind }) => kind);
  }

  /** Bytes of the rows that the user's client stores about a person. */
  async stored(id: string): Promise<number> {
    let bytes = 0;
    for (const table of TABLES) {
      for (const { key, value } of await this.bob.storage.list(table, { prefix: id })) {
        bytes += key.length + value.length;
      }
    }
    return bytes;
  }
}

/** A fixture for each test of a file. */
export function useFixture(): Fixture {
  const fixture = new Fixture();
  beforeEach(() => fixture.open());
  afterEach(() => fixture.close());
  return fixture;
}
