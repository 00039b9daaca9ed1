import { hkdfSync } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { utf8 } from '../protocol/bytes.ts';
import { transcript } from '../protocol/transcript.ts';
import { deriveKey } from './key-derivation.ts';
import { randomBytes } from './random.ts';

it('a derived key is HKDF-SHA-256 with an empty salt and the transcript as info', async () => {
  const secret = randomBytes(32);
  const chainId = randomBytes(32);
  const info = transcript('chain-key', chainId, 7);
  const expected = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), info, 32));
  expect(await deriveKey(secret, 'chain-key', chainId, 7)).toEqual(expected);
});

it('a derived key depends on the label and on each field', async () => {
  const secret = utf8('secret');
  const keys = await Promise.all([
    deriveKey(secret, 'chain-key', utf8('a'), 1),
    deriveKey(secret, 'message-key', utf8('a'), 1),
    deriveKey(secret, 'chain-key', utf8('b'), 1),
    deriveKey(secret, 'chain-key', utf8('a'), 2),
  ]);
  expect(new Set(keys.map((key) => key.join())).size).toBe(4);
});
