import { expect } from '@jest/globals';
import { type Bytes, utf8 } from '../../../protocol/bytes.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import { MAILBOX_MAX_BYTES, MAILBOX_MAX_ENVELOPES } from '../../../protocol/limits.ts';
import type {
  PersonId,
  PresenceSession,
  PublishedBundle,
  SentEnvelope,
  SessionState,
  Store,
} from '../store.ts';

export const START = Date.UTC(2026, 0, 1);
export const ALL = { envelopes: MAILBOX_MAX_ENVELOPES, bytes: MAILBOX_MAX_BYTES };

export class Clock {
  time = START;
  readonly now = (): number => this.time;

  advance(ms: number): void {
    this.time += ms;
  }
}

/** A store and the clock that it reads. */
export interface Fixture {
  readonly store: Store;
  readonly clock: Clock;
}

export type Open = () => Fixture;

export const refusedWith = (code: ErrorCode) => expect.objectContaining({ code });

export const bundleOf = (name: string, number = 1, content = name): PublishedBundle => ({
  name,
  number,
  digest: utf8(`digest of ${content} ${number}`),
  bytes: utf8(`bundle of ${content} ${number}`),
});

export const alice = (connection: string): PresenceSession => ({
  person: 'A',
  name: 'alice',
  connection,
});

/** The state of one session after a heartbeat for it alone. */
export async function stateOf(
  store: Store,
  session: PresenceSession,
  connectedAt = START,
): Promise<SessionState | undefined> {
  let found: SessionState | undefined;
  await store.presence.heartbeat(
    [{ ...session, since: START, connectedAt, isListed: true }],
    (_session, state) => {
      found = state;
    },
  );
  return found;
}

export const sentBy = (from: PersonId, id: string, envelope: Bytes = utf8(id)): SentEnvelope => ({
  from,
  id: utf8(id),
  envelope,
});

/** Makes a number of calls whose order does not matter: one after the other, they would mostly wait. */
export const together = (
  count: number,
  call: (index: number) => Promise<unknown>,
): Promise<unknown> => Promise.all(Array.from({ length: count }, (_, index) => call(index)));
