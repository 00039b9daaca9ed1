import { BACKEND } from './backend.ts';
import { CLUSTER } from './cluster.ts';
import { DELIVERY } from './delivery.ts';
import { HOSTILE_RELAY } from './hostile-relay.ts';
import { PAGE } from './page.ts';
import { PROTOCOL } from './protocol.ts';
import { REDIS } from './redis.ts';
import { RESILIENCE } from './resilience.ts';
import { TRUST } from './trust.ts';

/** One way to break the product, and the tests of which at least one must notice. */
export interface Mutation {
  readonly file: string;
  /** What is broken, in words. */
  readonly breaks: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Patterns of test files, as Jest takes them. */
  readonly tests: readonly string[];
}

const CRYPTO: readonly Mutation[] = [
  {
    file: 'src/crypto/identity-key.ts',
    breaks: 'keys of small order are believed',
    find: 'if (!isSoundPoint(identity)) return false;',
    replace: '',
    tests: ['src/crypto/verify.test.ts'],
  },
  {
    file: 'src/crypto/identity-key.ts',
    breaks: 'no signature is checked',
    find: 'if (!(await isSignedBy(identity, signature, signed))) throw',
    replace: 'if (!(await isSignedBy(identity, signature, signed)) && signed.length === 0) throw',
    tests: ['src/crypto/bundle.test.ts', 'src/crypto/offer.test.ts'],
  },
  {
    file: 'src/crypto/bundle.ts',
    breaks: 'a bundle of somebody else is taken',
    find: 'if (!equal(verified.bundle.identity, expected.identity))',
    replace: 'if (verified.bundle.identity.length !== expected.identity.length)',
    tests: ['src/crypto/bundle.test.ts'],
  },
  {
    file: 'src/crypto/bundle.ts',
    breaks: 'an older bundle is taken',
    find: 'checkRollback(verified, expected);',
    replace: '',
    tests: ['src/crypto/bundle.test.ts'],
  },
  {
    file: 'src/crypto/bundle.ts',
    breaks: 'a stale bundle is taken',
    find: 'checkAge(verified.bundle, expected.now);',
    replace: '',
    tests: ['src/crypto/bundle.test.ts'],
  },
  {
    file: 'src/crypto/offer.ts',
    breaks: 'an offer to somebody else is taken',
    find: 'equal(offer.from, from) && equal(offer.to, to)',
    replace: 'equal(offer.from, from)',
    tests: ['src/crypto/offer.test.ts'],
  },
  {
    file: 'src/crypto/offer.ts',
    breaks: 'the root secret is not bound to who it is for',
    find: 'const label = await sha256(wrapTranscript(offer));',
    replace: 'const label = await sha256(wrapTranscript({ ...offer, to: offer.from }));',
    tests: ['src/crypto/offer.test.ts'],
  },
  {
    file: 'src/crypto/chain.ts',
    breaks: 'message keys do not depend on the place',
    find: "return deriveKey(chainKey, 'message-key', chainId, n);",
    replace: "return deriveKey(chainKey, 'message-key', chainId, n - n);",
    tests: ['src/crypto/message.test.ts'],
  },
  {
    file: 'src/crypto/message.ts',
    breaks: 'a message is not bound to its chain',
    find: "transcript('message', id, chainId, n)",
    replace: "transcript('message', id, n)",
    tests: ['src/crypto/message.test.ts'],
  },
  {
    file: 'src/crypto/padding.ts',
    breaks: 'short records tell their length',
    find: 'Math.max(RECORD_MIN_BYTES, LENGTH_BYTES + recordLength)',
    replace: 'Math.max(16, LENGTH_BYTES + recordLength)',
    tests: ['src/crypto/padding.test.ts'],
  },
  {
    file: 'src/crypto/padding.ts',
    breaks: 'padding may hold anything',
    find: 'plaintext.subarray(end).every((byte) => byte === 0)',
    replace: 'plaintext.subarray(end).every((byte) => byte >= 0)',
    tests: ['src/crypto/padding.test.ts'],
  },
  {
    file: 'src/crypto/storage-key.ts',
    breaks: 'a row opens in another place',
    find: "transcript('store', table, key)",
    replace: "transcript('store', table)",
    tests: ['src/crypto/storage-key.test.ts'],
  },
];

const SUITE_1: readonly Mutation[] = [
  {
    file: 'src/crypto/offer.ts',
    breaks: 'the second lock does not matter',
    find: 'chainStart(chainId, concat(root, kemSecret));',
    replace: 'chainStart(chainId, concat(root, new Uint8Array(kemSecret.length)));',
    tests: ['src/crypto/offer.test.ts', 'test/vectors'],
  },
  {
    file: 'src/protocol/kem-key.ts',
    breaks: 'any 1,184 bytes are an ML-KEM key',
    find: 'if (first >= MODULUS || second >= MODULUS) return false;',
    replace: '',
    tests: ['src/protocol/kem-key.test.ts'],
  },
  {
    file: 'src/client/inbound/opener.ts',
    breaks: 'a reply key opens more than one chain',
    find: "if (replyKey !== undefined) tx.delete('reply-keys', replyKey);",
    replace: '',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/sealer.ts',
    breaks: "a peer's reply key serves twice",
    find: "tx.delete('peer-reply-key', ONLY);",
    replace: '',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/sealer.ts',
    breaks: 'reply keys are kept for ever',
    find: 'for (const [old] of oldestFirst.slice(0, -REPLY_KEYS_KEPT))',
    replace: 'for (const [old] of oldestFirst.slice(0, 0))',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/sealer.ts',
    breaks: 'two people who cannot open each other make a loop',
    find: 'this.#checkPace();',
    replace: '',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/inbound/trouble-limits.ts',
    breaks: 'trouble is told as often as it comes',
    find: 'if (lately || this.#told.length >= TROUBLE_PER_HOUR) return false;',
    replace: '',
    tests: ['src/client/inbound/trouble-limits.test.ts'],
  },
  {
    file: 'src/client/conversation/peer-channel.ts',
    breaks: 'a stranger is told of trouble',
    find: 'return mayAcknowledge(rows.state.consent) && client.isOnline();',
    replace: 'return client.isOnline();',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/conversation/peer-channel.ts',
    breaks: 'keys that were not stored go on sealing',
    find: '      this.#sealer.retire();\n      throw error;',
    replace: '      throw error;',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
];

const CLIENT: readonly Mutation[] = [
  {
    file: 'src/client/outbound/retransmit-queue.ts',
    breaks: 'what the relay lost is not sent again',
    find: 'this.#cancelRetry = undefined;\n      this.forget();',
    replace: 'this.#cancelRetry = undefined;',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/retransmit-queue.ts',
    breaks: 'an envelope is sent again without its offer',
    find: 'if (!isFirst || !sealed.offerOptional) return bytes;',
    replace: 'if (!sealed.offerOptional) return bytes;',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/acknowledgement.ts',
    breaks: 'a receipt covers one record too many',
    find: 'if (seq <= delivered) tx.delete',
    replace: 'if (seq <= delivered + 1) tx.delete',
    tests: ['src/client/conversation/conversation.property.test.ts'],
  },
  {
    file: 'src/client/outbound/acknowledgement.ts',
    breaks: 'receipts do not tell what is held',
    find: 'held.some(([first, last]) => first <= seq && seq <= last)',
    replace: 'held.length < 0',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/inbound/receiving-chain.ts',
    breaks: 'keys of overtaken messages are lost',
    find: 'skipped[position.n] = toBase64url(await messageKey(position));',
    replace: '',
    tests: ['src/client/conversation/conversation.property.test.ts'],
  },
  {
    file: 'src/client/inbound/receiving-chain.ts',
    breaks: 'a key serves twice',
    find: ': { key: fromBase64url(key), chain: { ...chain, skipped } };',
    replace: ': { key: fromBase64url(key), chain };',
    tests: ['src/client/inbound/receiving-chain.test.ts'],
  },
  {
    file: 'src/client/inbound/inbox.ts',
    breaks: 'an envelope that is refused uses up its key',
    find: "if (error instanceof ChatError && !error.code.startsWith('storage-')) return NOTHING;",
    replace:
      "if (error instanceof ChatError && !error.code.startsWith('storage-')) { tx.absorb(step); return NOTHING; }",
    tests: ['src/client/inbound/inbox.test.ts'],
  },
  {
    file: 'src/client/inbound/opener.ts',
    breaks: 'chains are kept for ever',
    find: 'if (over) tx.delete',
    replace: 'if (over && index > 99) tx.delete',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/outbound/outbox.ts',
    breaks: 'any number of records is sealed ahead',
    find: 'const room = OUTBOX_MAX_SEALED - sealedEntries(rows).length;',
    replace: 'const room = OUTBOX_MAX_SEALED;',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/conversation/consent.ts',
    breaks: 'a request is acknowledged before it is answered',
    find: "consent !== 'none' && consent !== 'asked';",
    replace: "consent !== 'none';",
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/conversation/consent.ts',
    breaks: 'crossing requests wait for each other',
    find: "if (consent === 'accepted' || consent === 'requested') return 'accepted';",
    replace: "if (consent === 'accepted') return 'accepted';",
    tests: ['src/client/chat.test.ts', 'src/client/conversation/consent.test.ts'],
  },
  {
    file: 'src/client/inbound/inbox.ts',
    breaks: 'somebody blocked is heard',
    find: 'if (tx.state.blocked) return NOTHING;',
    replace: '',
    tests: ['src/client/chat.test.ts'],
  },
  {
    file: 'src/client/connection/delivery.ts',
    breaks: 'a delivery is acknowledged although it was not stored',
    find: 'retries.add(cancel);',
    replace: 'cancel();\n      done();',
    tests: ['src/client/connection/delivery.test.ts'],
  },
  {
    file: 'src/client/connection/send-queue.ts',
    breaks: 'an envelope that was sent too fast is dropped',
    find: 'this.#queue.unshift(job);',
    replace: 'job.done();',
    tests: ['src/client/connection/send-queue.test.ts'],
  },
];

/** The lists, by the names under which `npm run mutate` knows them. */
export const AREAS: Readonly<Record<string, readonly Mutation[]>> = {
  protocol: PROTOCOL,
  crypto: CRYPTO,
  'suite-1': SUITE_1,
  client: CLIENT,
  resilience: RESILIENCE,
  'hostile-relay': HOSTILE_RELAY,
  backend: BACKEND,
  redis: REDIS,
  cluster: CLUSTER,
  trust: TRUST,
  page: PAGE,
  delivery: DELIVERY,
};

export const MUTATIONS: readonly Mutation[] = Object.values(AREAS).flat();

/** The mutations of an area, by its name, or those whose file or meaning holds the word. */
export const mutationsOf = (word: string): readonly Mutation[] =>
  AREAS[word] ?? MUTATIONS.filter(({ file, breaks }) => `${file} ${breaks}`.includes(word));
