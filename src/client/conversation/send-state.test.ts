import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageState } from '../views.ts';
import { reduceSendState, type SendFact } from './send-state.ts';

const FACTS: readonly SendFact[] = ['queued', 'held', 'delivered', 'read'];
const RANK: readonly MessageState[] = ['waiting', 'sent', 'delivered', 'read'];
const facts = fc.array(fc.constantFrom(...FACTS));

const reduce = (all: readonly SendFact[]): MessageState => all.reduce(reduceSendState, 'waiting');

it.each([
  ['queued', ['sent', 'sent', 'delivered', 'read']],
  ['held', ['sent', 'sent', 'delivered', 'read']],
  ['delivered', ['delivered', 'delivered', 'delivered', 'read']],
  ['read', ['read', 'read', 'read', 'read']],
] as const)('the fact %s leads from each state to the one in the table', (fact, expected) => {
  expect(RANK.map((state) => reduceSendState(state, fact))).toEqual(expected);
});

it('the send state depends on neither the order nor the number of facts', () => {
  fc.assert(
    fc.property(facts, facts, (some, others) => {
      expect(reduce([...some, ...others])).toBe(reduce([...others, ...some]));
      expect(reduce([...some, ...some])).toBe(reduce(some));
    }),
  );
});

it('no fact moves a message back', () => {
  fc.assert(
    fc.property(facts, fc.constantFrom(...FACTS), (some, fact) => {
      const before = RANK.indexOf(reduce(some));
      expect(RANK.indexOf(reduce([...some, fact]))).toBeGreaterThanOrEqual(before);
    }),
  );
});
