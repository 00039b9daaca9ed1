import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../client/views.ts';
import { Lines } from './lines.ts';

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

const shown = (lines: Lines): string[] => lines.sorted().map(({ order }) => order);

describe('the lines of a conversation', () => {
  it('stand in their order, whatever came first', () => {
    const lines = new Lines();
    for (const order of ['c', 'a', 'b']) lines.put(line(order));
    expect(shown(lines)).toEqual(['a', 'b', 'c']);
  });

  it('change their place when they are sealed, and stay one line', () => {
    const lines = new Lines();
    expect(lines.put(line('~1', '', 'x'))).toBe(true);
    expect(lines.put(line('a', '', 'x'))).toBe(false);
    expect(shown(lines)).toEqual(['a']);
  });

  it('keep what came while older ones were read', () => {
    const lines = new Lines();
    lines.put(line('b', 'new'));
    lines.addRead([line('a', 'old'), line('b', 'old')], true);
    expect(lines.sorted().map(({ text }) => text)).toEqual(['old', 'new']);
  });

  it('have no gap: a line older than what was read waits until its neighbours are', () => {
    const lines = new Lines();
    lines.addRead([line('c'), line('d')], false);
    lines.put(line('a'));
    expect(shown(lines)).toEqual(['c', 'd']);
    expect(lines.from).toBe('c');
    lines.addRead([line('a'), line('b')], true);
    expect(shown(lines)).toEqual(['a', 'b', 'c', 'd']);
    expect(lines.from).toBeUndefined();
  });

  it('can be forgotten but for the newest, and read again', () => {
    const lines = new Lines();
    lines.addRead([line('a'), line('b'), line('c')], true);
    lines.keepNewest(2);
    expect(shown(lines)).toEqual(['b', 'c']);
    expect(lines.from).toBe('b');
    expect(lines.count).toBe(2);
  });
});
