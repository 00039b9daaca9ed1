import { expect, it } from '@jest/globals';
import { get } from '../../../src/backend/testing/client.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { ByteReader } from '../../../src/protocol/bytes.ts';
import { encodeEnvelope, TAG_BYTES } from '../../../src/protocol/envelope.ts';
import {
  RECORD_MIN_BYTES,
  STRANGER_MAX_ENVELOPES,
  STRANGERS_OFFERS_PER_MINUTE,
} from '../../../src/protocol/limits.ts';
import { OFFER_BYTES, readOffer } from '../../../src/protocol/offer.ts';
import { useFixture } from './fixture.ts';

useDirectCrypto();

const fixture = useFixture();

/** A new chain, whose offer nobody has signed. */
const junk = () =>
  encodeEnvelope({
    id: randomBytes(16),
    chainId: randomBytes(32),
    n: 0,
    nonce: randomBytes(12),
    offer: readOffer(new ByteReader(new Uint8Array(OFFER_BYTES))),
    ciphertext: randomBytes(RECORD_MIN_BYTES + TAG_BYTES),
  });

it("a contact's new chain opens during a flood of offers of strangers", async () => {
  const { bob, carol } = fixture;
  const strangers = Math.ceil((2 * STRANGERS_OFFERS_PER_MINUTE) / STRANGER_MAX_ENVELOPES);
  for (let index = 0; index < strangers; index++) {
    const { socket } = await fixture.peer(`flooding ${index}`);
    for (let count = 0; count < STRANGER_MAX_ENVELOPES; count++) {
      await get(socket, 'message:send', {
        to: new Uint8Array(Buffer.from(bob.id, 'base64url')),
        envelope: junk(),
      });
    }
  }
  // Whoever reloads the page begins a new chain.
  await carol.reload();
  await carol.until(({ connection }) => connection.kind === 'online');
  const began = performance.now();
  await carol.chat.sendText(bob.id, 'a new chain');
  await carol.until(async () =>
    (await carol.timeline(bob)).some(
      ({ text, state }) => text === 'a new chain' && state === 'delivered',
    ),
  );
  process.stdout.write(`new chain: ${Math.round(performance.now() - began)} ms\n`);
  expect((await bob.timeline(carol)).at(-1)?.text).toBe('a new chain');
});
