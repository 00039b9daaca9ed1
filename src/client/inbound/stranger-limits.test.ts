import { beforeEach, describe, expect, it } from '@jest/globals';
import { REQUESTS_WAITING_MAX, STRANGERS_MAX_BYTES } from '../../protocol/limits.ts';
import type { PersonId } from '../views.ts';
import { type CountedStore, StrangerLimits } from './stranger-limits.ts';

let limits: StrangerLimits;
let evicted: PersonId[];

beforeEach(() => {
  evicted = [];
  limits = new StrangerLimits();
  limits.onEvict = (peer) => evicted.push(peer);
});

const request = { footprint: 1_000, isRequest: true };

/** A stored request that arrived at a given time. */
const stored = (updated: number, changes: Partial<CountedStore['state']> = {}): CountedStore => ({
  isStored: true,
  state: { known: false, consent: 'asked', footprint: 1_000, seen: false, updated, ...changes },
});

function fill(changes: (n: number) => Partial<CountedStore['state']> = () => ({})): void {
  for (let n = 0; n < REQUESTS_WAITING_MAX; n++) limits.follow(`${n}`, stored(n, changes(n)));
}

describe('a new request', () => {
  it('replaces the oldest one that was not seen', () => {
    fill((n) => ({ seen: n < 5 }));
    limits.admit('new', request);
    limits.admit('newer', request);
    expect(evicted).toEqual(['5', '6']);
  });

  it('replaces the oldest one when all were seen', () => {
    fill(() => ({ seen: true }));
    limits.admit('new', request);
    expect(evicted).toEqual(['0']);
  });

  it('evicts nobody while there is room; people whom the user knows do not count', () => {
    fill((n) => ({ known: n < 2 }));
    limits.admit('new', request);
    limits.admit('newer', request);
    expect(evicted).toEqual([]);
  });

  it('evicts strangers without a request before others, and as many as its size needs', () => {
    const footprint = STRANGERS_MAX_BYTES / 4;
    limits.follow('unviewed', stored(1, { footprint }));
    limits.follow('seen', stored(0, { footprint, seen: true }));
    limits.follow('old', stored(3, { footprint, consent: 'none' }));
    limits.follow('new', stored(4, { footprint, consent: 'none' }));
    limits.admit('large', { footprint: 2 * footprint, isRequest: true });
    expect(evicted).toEqual(['old', 'new']);
    limits.admit('larger', { footprint, isRequest: true });
    expect(evicted).toEqual(['old', 'new', 'unviewed']);
  });
});

it('a record that is not a request evicts nobody, and is rejected without room', () => {
  limits.follow('a', stored(0, { footprint: STRANGERS_MAX_BYTES }));
  expect(() => limits.admit('b', { footprint: 1, isRequest: false })).toThrow('rate-limited');
  expect(evicted).toEqual([]);
});

it('data that is being written counts, and is not evicted', () => {
  limits.admit('a', { footprint: STRANGERS_MAX_BYTES - 10, isRequest: true });
  expect(() => limits.admit('b', { footprint: 20, isRequest: true })).toThrow('rate-limited');
  limits.forget('a');
  limits.admit('b', { footprint: 20, isRequest: true });
  expect(evicted).toEqual([]);
});
