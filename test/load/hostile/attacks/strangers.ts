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

const AT_A_TIME = 4;
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
const LARGE = 9_000;
/** Once the attack was made often enough, it goes on this slowly, ms. */
const AFTERWARDS_MS = 100;

type Send = (peer: RawPeer, to: string, fixture: Fixture) => Promise<void>;

/** An attack in which each of any number of strangers does the same once. */
const byStrangers = (unit: string, enough: number, user: Attack['user'], send: Send): Attack => ({
  ...{ unit, enough, user },
  run: async (fixture) => {
    const to = toBase64url(fixture.victim.identity);
    const address = `http://127.0.0.1:${fixture.port}`;
    const first = await RawPeer.enter('first', address, undefined, attackAddress());
    await again(fixture, AT_A_TIME, async (turn) => {
      if (fixture.hasEnough()) await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
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
export const HIDDEN_RECORDS = byStrangers('records', 60, 'fast', async (peer, to, { counts }) => {
  const text = 'x'.repeat(LARGE);
  for (let n = 0; n < 5; n++) {
    await peer.send(to, { ...REQUEST, text }, { seq: n + 100 });
    await peer.send(to, { type: 'poll', text } as { type: string });
    await peer.send(to, { type: 'accept' });
    counts.units += 3;
  }
  await peer.send(to, { ...REQUEST, text });
  counts.units++;
});

/** More people who write without asking than a client may watch the presence of (`PRESENCE_WATCH_MAX`). */
export const HIDDEN_STRANGERS = byStrangers(
  'strangers',
  14,
  'fast',
  async (peer, to, { counts }) => {
    await peer.send(to, { type: 'text', text: 'Hello' });
    counts.units++;
  },
);

/** Each offer, signed or not, would cost the receiver an RSA operation. */
export const OFFERS = byStrangers('offers', 64, 'steady', async (peer, _to, { counts, victim }) => {
  const { bundle } = await get(peer.socket, 'directory:bundle', { identity: victim.identity });
  const body = { ...REQUEST, id: newId() };
  for (let n = 0; n < 12; n++) {
    const sealed = await peer.forger.seal(await peer.forger.chainTo(bundle), body);
    const { offer } = decodeEnvelope(sealed);
    const junk = offer && { ...offer, signature: randomBytes(64) };
    const envelope = n % 2 === 0 ? sealed : patchEnvelope(sealed, { offer: junk });
    await get(peer.socket, 'message:send', { to: victim.identity, envelope });
    counts.units++;
  }
});

/** Requests that fill the list of requests over and over. */
export const REQUESTS = byStrangers('requests', 50, 'fast', async (peer, to, { counts }) => {
  await peer.send(to, REQUEST);
  counts.units++;
});
