import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { OUTBOX_ENTRY } from '../outbound/outbox-entry.ts';
import { newPeer, PEER_STATE } from './peer-state.ts';

/** A row from a version that told the peer of a decline. */
function earlier(consent: string): object {
  const { known, requestBytes, mayAskFrom, seen, evictedUntil, footprint, ...rest } = newPeer(
    '',
    0,
  );
  return { ...rest, consent };
}

describe('a row of an earlier version', () => {
  it('whose request was declined by the peer is pending again', () => {
    expect(v.parse(PEER_STATE, earlier('declined-by-peer')).consent).toBe('requested');
  });

  it('is that of a person whom the user knows', () => {
    expect(v.parse(PEER_STATE, earlier('asked'))).toMatchObject({ known: true, mayAskFrom: 0 });
  });

  it('with a decline that was not acknowledged fills its position in the stream', () => {
    const entry = { id: 'a', index: 1, body: { type: 'decline' }, composedAt: 0 };
    expect(v.parse(OUTBOX_ENTRY, entry).body).toEqual({ type: 'leave' });
  });
});
