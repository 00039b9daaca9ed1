import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OrderedBody } from '../../protocol/record.ts';
import { admit, kindOf } from '../inbound/admission.ts';
import type { Consent } from '../views.ts';
import { consentAfterOwn, consentAfterPeers, isRequest, mayAcknowledge } from './consent.ts';

const TEXT: OrderedBody = { type: 'text', id: 'A'.repeat(22), text: 'x' };
const REQUEST: OrderedBody = { type: 'text', id: 'A'.repeat(22), text: 'x', request: true };
const ALL: readonly Consent[] = [
  'none',
  'requested',
  'asked',
  'accepted',
  'declined-by-me',
  'left-by-peer',
  'left-by-me',
];
const others = (...consents: Consent[]): Consent[] => ALL.filter((c) => !consents.includes(c));

/**
 * The consent after a record of the peer, which the admission rule may prevent from having any
 * effect.
 */
function consentAfter(consent: Consent, body: OrderedBody): Consent {
  const kind = kindOf(body);
  const verdict = admit(consent, kind);
  const isAdmitted = verdict === 'accept' || verdict === 'buffer';
  return isAdmitted ? consentAfterPeers(consent, kind, true) : consent;
}

describe('consent', () => {
  it.each(others('accepted', 'requested'))('a request makes %s asked', (consent) => {
    expect(consentAfter(consent, REQUEST)).toBe('asked');
  });

  it('a request to a person who has also sent one is an acceptance', () => {
    expect(consentAfter('requested', REQUEST)).toBe('accepted');
  });

  it('a message from a person who was sent a request is an acceptance', () => {
    expect(consentAfter('requested', TEXT)).toBe('accepted');
  });

  it.each(others('requested'))('a text that is not a request leaves %s', (consent) => {
    expect(consentAfter(consent, TEXT)).toBe(consent);
  });

  it.each(others('requested'))('nobody can accept what was not asked: %s', (consent) => {
    expect(consentAfter(consent, { type: 'accept' })).toBe(consent);
  });

  it('only a person who was accepted or has sent a request can leave', () => {
    const leave: OrderedBody = { type: 'leave' };
    expect(others('accepted', 'asked').map((consent) => consentAfter(consent, leave))).toEqual(
      others('accepted', 'asked'),
    );
    expect(consentAfterPeers('asked', 'leave', false)).toBe('none');
    expect(consentAfterPeers('asked', 'leave', true)).toBe('left-by-peer');
  });

  it('is accepted on both sides or on neither once nothing is in flight, unless one declined', () => {
    type Act = 'text' | 'accept' | 'leave';
    const act = fc.record({
      first: fc.boolean(),
      type: fc.constantFrom<Act>('text', 'accept', 'leave'),
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
          const next: [Consent, Consent] = [consentAfterOwn(mine, body), consentAfter(yours, body)];
          states = first ? next : [next[1], next[0]];
        }
        expect(states[0] === 'accepted').toBe(states[1] === 'accepted');
        expect(states[0] === 'requested').toBe(states[1] === 'asked');
      }),
    );
  });

  it('only people whom the user has accepted or sent a request receive what the user did not write', () => {
    expect(ALL.filter(mayAcknowledge)).toEqual(['requested', 'accepted', 'left-by-peer']);
  });
});
