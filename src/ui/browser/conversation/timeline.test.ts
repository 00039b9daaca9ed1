import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../client/views.ts';
import { Timeline } from './timeline.ts';

const line = (order: string, text = '', id = order): MessageView => ({
  id,
  peer: 'bob',
  mine: true,
  kind: 'text',
  text,
  sent: 0,
  state: 'sent',
  order,
});

const shown = (timeline: Timeline): string[] => timeline.sorted().map(({ order }) => order);

describe('the lines of a conversation', () => {
  it('are in order, whichever came first', () => {
    const timeline = new Timeline();
    for (const order of ['c', 'a', 'b']) timeline.put(line(order));
    expect(shown(timeline)).toEqual(['a', 'b', 'c']);
  });

  it('move when they are sealed, without duplicates', () => {
    const timeline = new Timeline();
    expect(timeline.put(line('~1', '', 'x'))).toBe(true);
    expect(timeline.put(line('a', '', 'x'))).toBe(false);
    expect(shown(timeline)).toEqual(['a']);
  });

  it('keep what arrived while older ones were read', () => {
    const timeline = new Timeline();
    timeline.put(line('b', 'new'));
    timeline.addRead([line('a', 'old'), line('b', 'old')], 3);
    expect(timeline.sorted().map(({ text }) => text)).toEqual(['old', 'new']);
  });

  it('have no gap: an older entry waits for its neighbours', () => {
    const timeline = new Timeline();
    timeline.addRead([line('c'), line('d')], 2);
    timeline.put(line('a'));
    expect(shown(timeline)).toEqual(['c', 'd']);
    expect(timeline.from).toBe('c');
    timeline.addRead([line('a'), line('b')], 3);
    expect(shown(timeline)).toEqual(['a', 'b', 'c', 'd']);
    expect(timeline.from).toBeUndefined();
  });

  it('can be dropped except for the newest, and read again', () => {
    const timeline = new Timeline();
    timeline.addRead([line('a'), line('b'), line('c')], 4);
    timeline.keepNewest(2);
    expect(shown(timeline)).toEqual(['b', 'c']);
    expect(timeline.from).toBe('b');
    expect(timeline.count).toBe(2);
  });

  it('stay when they are sealed, however few are kept', () => {
    const timeline = new Timeline();
    timeline.addRead([line('a')], 2);
    const waiting = ['1', '2', '3', '4'];
    for (const id of waiting) timeline.put(line(`~${id}`, '', id));
    timeline.keepNewest(1);
    for (const id of waiting) timeline.put(line(`b${id}`, '', id));
    expect(shown(timeline)).toEqual(['a', 'b1', 'b2', 'b3', 'b4']);
  });

  it('stay when they are sealed after many that wait were read', () => {
    const timeline = new Timeline();
    timeline.addRead([line('b'), line('~1', '', '1'), line('~2', '', '2')], 1);
    timeline.put(line('c', '', '1'));
    timeline.put(line('d', '', '2'));
    expect(shown(timeline)).toEqual(['b', 'c', 'd']);
    expect(timeline.from).toBe('b');
  });
});
