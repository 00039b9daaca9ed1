import { describe, expect, it } from '@jest/globals';
import {
  ADMISSION,
  ADMISSION_STATES,
  type AdmissionState,
  admit,
  type RecordKind,
} from '../../../src/client/inbound/admission.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { IS_LONG_RUN } from '../../../src/crypto/testing/run-length.ts';
import { type Bytes, toBase64url } from '../../../src/protocol/bytes.ts';
import { FILE_PART_BYTES } from '../../../src/protocol/limits.ts';
import { useFixture } from './fixture.ts';
import type { RawPeer } from './raw-peer.ts';

useDirectCrypto();

const fixture = useFixture();

const KINDS = Object.keys(ADMISSION) as RecordKind[];
/** The people to whom the client sends nothing, whatever they send. */
const SILENT: readonly AdmissionState[] = [
  'none',
  'asked',
  'declined-by-me',
  'left-by-me',
  'blocked',
];
/** Records that are shown in the timeline when they take effect. */
const SHOWN: ReadonlySet<RecordKind> = new Set([
  'request',
  'text',
  'file',
  'accept',
  'leave',
  'timer',
  'unknown',
]);

/** A message that does not exist. */
const REF = {
  author: toBase64url(randomBytes(32)),
  id: toBase64url(randomBytes(16)),
  wording: toBase64url(randomBytes(32)),
};

const FILE = { id: REF.id, name: 'x', media: 'text/plain', size: 1, hash: REF.wording };

/** A record of a kind, as valid as the sender can make it. */
function bodyOf(kind: RecordKind, peer: RawPeer): { readonly type: string } {
  const stream = peer.records[0] && toBase64url(peer.records[0].stream);
  switch (kind) {
    case 'request':
      return { type: 'text', text: 'Please', request: true } as { type: string };
    case 'text':
      return { type: 'text', text: 'Hello' } as { type: string };
    case 'receipt': {
      const own = stream ?? toBase64url(randomBytes(16));
      const hash = toBase64url(new Uint8Array(32));
      return { type: 'receipt', stream: own, delivered: 0, hash } as { type: string };
    }
    case 'decryption-failure': {
      const chain = toBase64url(randomBytes(32));
      return { type: 'decryption-failure', chain, reason: 'no-key' } as { type: string };
    }
    case 'fork': {
      const other = toBase64url(randomBytes(16));
      return { type: 'fork', reason: 'behind', stream: other, seq: 9 } as { type: string };
    }
    case 'reaction':
      return { type: 'reaction', to: REF, emoji: '👍' } as { type: string };
    case 'edit':
      return { type: 'edit', id: REF.id, text: 'Hi' } as { type: string };
    case 'timer':
      return { type: 'timer', seconds: 30 } as { type: string };
    case 'delete':
      return { type: 'delete', id: REF.id } as { type: string };
    case 'file':
      return { ...FILE, type: 'file' } as { type: string };
    case 'file-request':
      return { type: kind, id: REF.id, have: 0, want: [[0, 0]] } as { type: string };
    case 'file-part': {
      const data = new Uint8Array(FILE_PART_BYTES);
      return { type: kind, id: REF.id, index: 0, data } as { type: string };
    }
    case 'file-cancel':
      return { type: kind, id: REF.id, reason: 'cancelled' } as { type: string };
    case 'unknown':
      return { type: 'poll' };
    default:
      return { type: kind };
  }
}

/** What a sender may show to the relay. A client revokes the tokens of blocked people only. */
const TOKENS = ['valid', 'expired', 'revoked', 'none'] as const;
type Shown = (typeof TOKENS)[number];

async function tokenOf(peer: RawPeer, token: Shown): Promise<Bytes | undefined> {
  const WEEK = 7 * 86_400_000;
  if (token === 'none') return undefined;
  if (token === 'revoked') return peer.received;
  return fixture.tokenFor(peer, Date.now() + (token === 'valid' ? WEEK : -5 * WEEK));
}

/** The relay treats an expired token as none, so by day a stranger and a contact show one. */
const SHOW_EXPIRED: ReadonlySet<AdmissionState> = new Set(
  IS_LONG_RUN ? ADMISSION_STATES : ['asked', 'accepted'],
);
const isShownBy = (token: Shown, state: AdmissionState): boolean => {
  if (token === 'revoked') return state === 'blocked';
  return token !== 'expired' || SHOW_EXPIRED.has(state);
};

const ROWS = ADMISSION_STATES.map((state) => ({
  state,
  tokens: TOKENS.filter((token) => isShownBy(token, state)),
}));

/**
 * By day the record types of a state show its tokens in turn, the next state beginning with the next one: a token
 * decides on the lane, and the client never sees it. In the nightly run each type shows each token.
 */
const COLUMNS: readonly (readonly [AdmissionState, string, (index: number) => Shown])[] =
  IS_LONG_RUN
    ? ROWS.flatMap(({ state, tokens }) =>
        tokens.map((token) => [state, token, () => token] as const),
      )
    : ROWS.map(({ state, tokens }, row) => [
        state,
        tokens.join(', '),
        (index) => tokens[(row + index) % tokens.length] ?? 'none',
      ]);

interface Before {
  readonly kind: RecordKind;
  readonly peer: RawPeer;
  readonly shown: readonly string[];
  readonly stored: number;
  /** How many envelopes came back, and how many acknowledgements of the relay. */
  readonly back: number;
  readonly sent: number;
}

/** Another peer for each record type, in the state. */
async function peersIn(state: AdmissionState): Promise<readonly Before[]> {
  const peers = await Promise.all(
    KINDS.map(async (kind, index) => ({ kind, peer: await fixture.peer(`${kind} ${index}`) })),
  );
  await Promise.all(peers.map(({ peer }) => fixture.bring(peer, state)));
  await fixture.barrier();
  return Promise.all(
    peers.map(async ({ kind, peer }) => ({
      ...{ kind, peer, shown: await fixture.shown(peer), stored: await fixture.stored(peer.id) },
      ...{ back: peer.envelopes.length, sent: peer.acks.length },
    })),
  );
}

describe.each(COLUMNS)('a record of a person who is %s, with a token: %s', (state, _, tokenAt) => {
  it('of any type is accepted, buffered, dropped or rejected as the table says', async () => {
    const cells = await peersIn(state);
    await Promise.all(
      cells.map(async ({ kind, peer }, index) => {
        const token = tokenAt(index);
        peer.token = await tokenOf(peer, token);
        expect(peer.token === undefined).toBe(token === 'none');
        await peer.send(fixture.bob.id, bodyOf(kind, peer));
      }),
    );
    await fixture.barrier();
    for (const { kind, peer, shown, stored, back, sent } of cells) {
      const verdict = admit(state, kind);
      const now = await fixture.shown(peer);
      const grown = (await fixture.stored(peer.id)) - stored;
      // A stranger who withdraws a request withdraws everything that was shown of it.
      const isWithdrawn = state === 'asked' && kind === 'leave';
      // The state was reached just now, and a day has to pass.
      const isTooEarly = state === 'declined-by-me' && verdict === 'buffer';
      const isAdmitted = (verdict === 'accept' || verdict === 'buffer') && !isTooEarly;
      const takesEffect = SHOWN.has(kind) && isAdmitted;
      const added = isWithdrawn ? -1 : takesEffect ? 1 : 0;
      const cell = `${state} × ${kind} → ${verdict}`;
      expect([cell, now.length - shown.length]).toEqual([cell, added]);
      if (verdict === 'reject') expect([cell, grown]).toEqual([cell, 0]);
      if (SILENT.includes(state)) {
        expect([cell, grown < 8192]).toEqual([cell, true]);
        expect([cell, peer.envelopes.length]).toEqual([cell, back]);
      }
      expect([cell, peer.acks.slice(sent)]).toEqual([cell, [{ ok: true, data: {} }]]);
    }
  });
});

it('the table has a verdict for every cell, and each verdict occurs', () => {
  const verdicts = ADMISSION_STATES.flatMap((state) => KINDS.map((kind) => admit(state, kind)));
  expect(verdicts).toHaveLength(ADMISSION_STATES.length * KINDS.length);
  expect([...new Set(verdicts)].sort()).toEqual(['accept', 'buffer', 'drop', 'reject']);
});
