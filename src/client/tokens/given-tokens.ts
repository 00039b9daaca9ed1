import { paddedLength } from '../../crypto/padding.ts';
import { newSerial, signToken } from '../../crypto/token.ts';
import { fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { TOKEN_LIFE_MS, TOKEN_RENEWAL_MS } from '../../protocol/limits.ts';
import type { OrderedBody, ReceiptBody, TextBody } from '../../protocol/record.ts';
import type { Receiver } from '../client-context.ts';
import { repeatReceipt } from '../inbound/receipt.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { Transaction } from '../storage/peer-store.ts';

/**
 * Contact tokens that the user gives to a peer, so that the peer's envelopes reach the contacts' lane: in
 * requests, in an acceptance, and renewed in receipts and texts.
 */

/** After so long, a peer who is online gets a new token without a reason, ms. */
const EARLY_RENEWAL_MS = TOKEN_LIFE_MS / 2;
/** Shortest time between two renewals because a token of the user was not valid, ms. */
const REPEATED_RENEWAL_MS = 3_600_000;

/** Who gives a token, to whom, and when. */
type Giving = Pick<Receiver, 'client' | 'identity' | 'now'>;

/** How long ago the peer got the last token, ms; longer than anything when they got none. */
const ageOf = ({ given }: PeerState, now: number): number => now + TOKEN_LIFE_MS - given.until;

/** Signs a token for the peer, and remembers until when they have one. */
async function give(tx: Transaction, { client, identity, now }: Giving): Promise<string> {
  const { given } = tx.state;
  const serial = given.serial === '' ? toBase64url(newSerial()) : given.serial;
  const expires = now + TOKEN_LIFE_MS;
  const { identity: own } = client.profile;
  const parties = { owner: own.public, holder: identity };
  const claim = { scope: 'contact', serial: fromBase64url(serial), expires } as const;
  const token = await signToken(parties, claim, own.private);
  tx.state = { ...tx.state, given: { serial, until: expires, isOwed: false } };
  return toBase64url(token);
}

/** A body that carries a token: of a request, or of its acceptance. */
type BearingBody = Extract<OrderedBody, { readonly token?: unknown }>;

/** Whether a record with this body carries a token. */
export const bearsToken = (body: OrderedBody): body is BearingBody =>
  body.type === 'accept' || (body.type === 'text' && body.request === true);

/** Whether the peer's last token is old, or was not valid. */
const isRenewalDue = ({ given }: PeerState, age: number): boolean =>
  given.isOwed || age > TOKEN_RENEWAL_MS;

/** A body that can renew a token. */
type RenewingBody = ReceiptBody | TextBody;

/**
 * A receipt, or a text to a contact, as it is sealed: with a new token if one is due, unless it would get a
 * larger padded size. The relay must not be able to recognize a renewal by its size.
 * @param encode the bytes of a record with this body
 */
export async function withRenewal<B extends RenewingBody>(
  tx: Transaction,
  body: B,
  giving: Giving,
  encode: (body: B) => Uint8Array,
): Promise<B> {
  const before = tx.state;
  if (!isRenewalDue(before, ageOf(before, giving.now))) return body;
  const renewed = { ...body, token: await give(tx, giving) };
  const [longer, shorter] = [renewed, body].map((each) => paddedLength(encode(each).length));
  if (longer === shorter) return renewed;
  tx.state = before;
  return body;
}

/**
 * The body of an ordered record as it is sealed: a request and an acceptance get a token for the peer, and
 * a text to a contact gets one if it is due.
 * @param encode the bytes of a record with this body
 */
export async function withToken(
  tx: Transaction,
  body: OrderedBody,
  giving: Giving,
  encode: (body: OrderedBody) => Uint8Array,
): Promise<OrderedBody> {
  if (body.type === 'text' && body.request !== true) {
    return tx.state.consent === 'accepted' ? withRenewal(tx, body, giving, encode) : body;
  }
  return bearsToken(body) ? { ...body, token: await give(tx, giving) } : body;
}

/** The peer sent without a valid token, so they need a new one. Tokens that are never valid cause no loop. */
export function noteMissingToken(tx: Transaction, now: number): void {
  const isRecent = ageOf(tx.state, now) < REPEATED_RENEWAL_MS;
  if (tx.state.consent !== 'accepted' || isRecent || tx.state.given.isOwed) return;
  tx.state = { ...tx.state, given: { ...tx.state.given, isOwed: true } };
  repeatReceipt(tx);
}

/** Whether a contact who is online needs a token soon, and should get one before theirs expires. */
export const isRenewalEarly = (state: PeerState, now: number): boolean =>
  state.consent === 'accepted' && !state.blocked && ageOf(state, now) > EARLY_RENEWAL_MS;
