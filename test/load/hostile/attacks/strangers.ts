import { get } from '../../../../src/backend/testing/client.ts';
import { newId } from '../../../../src/client/outbound/outbox.ts';
import { randomBytes } from '../../../../src/crypto/random.ts';
import { toBase64url } from '../../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../../src/protocol/envelope.ts';
import { RawPeer } from '../../../integration/admission/raw-peer.ts';
import { patchEnvelope } from '../../../integration/hostile-relay/forger.ts';
import { type Attack, again, type Fixture } from '../attack.ts';
import { attackAddress } from '../intruder.ts';

/** Strangers with valid keys, who attack a user of the real client with what they send. */

const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
const LARGE = 9_000;
/** Between two looks whether the attack is over, ms. */
const PAUSE_MS = 100;

interface StrangersAttack extends Pick<Attack, 'unit' | 'enough' | 'user'> {
  readonly atATime: number;
  /** Whether the attack goes on while the figures of the user are measured. Otherwise its traces are measured. */
  readonly goesOn: boolean;
  /** What each stranger does, once. */
  readonly send: (peer: RawPeer, to: string, fixture: Fixture) => Promise<void>;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

const byStrangers = ({ atATime, goesOn, send, ...attack }: StrangersAttack): Attack => ({
  ...attack,
  run: async (fixture) => {
    const to = toBase64url(fixture.victim.identity);
    const address = `http://127.0.0.1:${fixture.port}`;
    const first = await RawPeer.enter('first', address, undefined, attackAddress());
    await again(fixture, atATime, async (turn) => {
      if (fixture.hasEnough()) await pause();
      if (fixture.hasEnough() && !goesOn) return;
      const peer = await RawPeer.enter(`stranger ${turn}`, address, first, attackAddress(turn));
      try {
        await send(peer, to, fixture);
        fixture.counts.failures += peer.acks.filter(({ ok }) => !ok).length;
      } finally {
        peer.close();
      }
    });
    first.close();
  },
});

/** Records that the receiver must not store: ahead of their turn, of unknown types, out of place. */
export const HIDDEN_RECORDS = byStrangers({
  ...{ unit: 'records', enough: 60, user: 'fast', atATime: 4, goesOn: false },
  send: async (peer, to, { counts }) => {
    const text = 'x'.repeat(LARGE);
    for (let n = 0; n < 5; n++) {
      await peer.send(to, { ...REQUEST, text }, { seq: n + 100 });
      await peer.send(to, { type: 'poll', text } as { type: string });
      await peer.send(to, { type: 'accept' });
      counts.units += 3;
    }
    await peer.send(to, { ...REQUEST, text });
    counts.units++;
  },
});

/** More people who write without asking than a client may watch the presence of (`PRESENCE_WATCH_MAX`). */
export const HIDDEN_STRANGERS = byStrangers({
  ...{ unit: 'strangers', enough: 14, user: 'fast', atATime: 4, goesOn: false },
  send: async (peer, to, { counts }) => {
    await peer.send(to, { type: 'text', text: 'Hello' });
    counts.units++;
  },
});

/** Each offer, signed or not, would cost the receiver an RSA operation. */
export const OFFERS = byStrangers({
  ...{ unit: 'offers', enough: 64, user: 'steady', atATime: 4, goesOn: true },
  send: async (peer, _to, { counts, victim }) => {
    const { bundle } = await get(peer.socket, 'directory:bundle', { identity: victim.identity });
    const body = { ...REQUEST, id: newId() };
    for (let n = 0; n < 12; n++) {
      const sealed = await peer.forger.seal(await peer.forger.chainTo(bundle), body);
      const { offer } = decodeEnvelope(sealed);
      const junk = offer && { ...offer, signature: randomBytes(64) };
      const envelope = n % 2 === 0 ? sealed : patchEnvelope(sealed, { offer: junk });
      counts.units++;
      // Once the receiver takes no more for a while, the mailbox fills up and rejects the rest.
      await get(peer.socket, 'message:send', { to: victim.identity, envelope }).catch(
        () => counts.failures++,
      );
    }
  },
});

/** Requests that fill the list of requests over and over, one after the other, so that the client defers none. */
export const REQUESTS = byStrangers({
  ...{ unit: 'requests', enough: 50, user: 'fast', atATime: 1, goesOn: false },
  send: async (peer, to, { counts }) => {
    await peer.send(to, REQUEST);
    counts.units++;
  },
});
