import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrderedBody } from '../../protocol/record.ts';
import type { Consent } from '../views.ts';
import { consentAfterOwn, consentAfterPeers, isRequest, mayAcknowledge } from './consent.ts';

const TEXT: OrderedBody = { type: 'text', text: 'x' };
const REQUEST: OrderedBody = { type: 'text', text: 'x', request: true };
const ALL: readonly Consent[] = [
  'none',
  'requested',
  'asked',
  'accepted',
  'declined-by-peer',
  'declined-by-me',
  'left-by-peer',
  'left-by-me',
];
const others = (...consents: Consent[]): Consent[] => ALL.filter((c) => !consents.includes(c));

describe('consent', () => {
  it.each(others('accepted', 'requested'))('a request makes %s asked', (consent) => {
    expect(consentAfterPeers(consent, REQUEST, false)).toBe('asked');
  });

  it('a request to someone who has also sent one is an acceptance', () => {
    expect(consentAfterPeers('requested', REQUEST, false)).toBe('accepted');
  });

  it.each(ALL)(
    'a request that was written before its author knew of the end leaves %s',
    (consent) => {
      expect(consentAfterPeers(consent, REQUEST, true)).toBe(consent);
    },
  );

  it.each(ALL)('a text that is not a request leaves %s', (consent) => {
    expect(consentAfterPeers(consent, TEXT, false)).toBe(consent);
  });

  it.each(others('requested'))('nobody can accept or decline what was not asked: %s', (consent) => {
    expect(consentAfterPeers(consent, { type: 'accept' }, false)).toBe(consent);
    expect(consentAfterPeers(consent, { type: 'decline' }, false)).toBe(consent);
  });

  it('a peer can only reopen a conversation that I ended by sending a request', () => {
    for (const consent of ['declined-by-me', 'left-by-me'] as const) {
      for (const type of ['accept', 'decline', 'leave'] as const) {
        expect(consentAfterPeers(consent, { type }, false)).toBe(consent);
      }
    }
  });

  it('is accepted on both sides or on neither once nothing is in flight', () => {
    type Act = 'text' | 'accept' | 'decline' | 'leave';
    const act = fc.record({
      first: fc.boolean(),
      type: fc.constantFrom<Act>('text', 'accept', 'decline', 'leave'),
    });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        let states: [Consent, Consent] = ['none', 'none'];
        for (const { first, type } of acts) {
          const [mine, yours] = first ? states : [states[1], states[0]];
          const possible =
            type === 'text' ||
            (type === 'leave' ? mine === 'accepted' || mine === 'requested' : mine === 'asked');
          if (!possible || (type === 'text' && mine === 'asked')) continue;
          const body: OrderedBody = type === 'text' ? (isRequest(mine) ? REQUEST : TEXT) : { type };
          const after: [Consent, Consent] = [
            consentAfterOwn(mine, body),
            consentAfterPeers(yours, body, false),
          ];
          states = first ? after : [after[1], after[0]];
        }
        expect(states[0] === 'accepted').toBe(states[1] === 'accepted');
        expect(states[0] === 'requested').toBe(states[1] === 'asked');
      }),
    );
  });

  it('no receipt is sent before the request is answered', () => {
    expect(ALL.filter((consent) => !mayAcknowledge(consent))).toEqual(['none', 'asked']);
  });
});
