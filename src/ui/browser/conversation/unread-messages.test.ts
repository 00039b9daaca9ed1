import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../client/views.ts';
import { type Sight, UnreadMessages } from './unread-messages.ts';

const line = (order: string, mine = false, kind: MessageView['kind'] = 'text'): MessageView => ({
  id: order,
  peer: 'bob',
  mine,
  kind,
  text: order,
  sent: 0,
  state: undefined,
  order,
});

const seeing = (isAtEnd: boolean, ...inView: string[]): Sight => ({
  isAtEnd,
  inView: new Set(inView),
});

describe('a line that the peer sent', () => {
  const before = [line('a'), line('b', true)];
  const all = [...before, line('c'), line('d')];

  it('at the end is read by a reader who is at the end', () => {
    const unread = new UnreadMessages();
    unread.add([line('c'), line('d')], before);
    expect(unread.lastRead(all)?.id).toBe('a');
    expect(unread.countHidden(seeing(true))).toBe(0);
    unread.see(seeing(true));
    expect(unread.lastRead(all)?.id).toBe('d');
  });

  it('is unread while the reader is further up', () => {
    const unread = new UnreadMessages();
    unread.add([line('c')], before);
    unread.see(seeing(false));
    expect(unread.countHidden(seeing(false))).toBe(1);
    expect(unread.first).toMatchObject({ line: { id: 'c' }, isLate: false });
  });

  it('above the last outgoing line has to be in view, wherever the reader is', () => {
    const unread = new UnreadMessages();
    const earlier = [line('a'), line('d', true)];
    unread.add([line('b'), line('c')], earlier);
    unread.add([line('e')], [line('a'), line('b'), line('c'), line('d', true)]);
    const now = [...earlier, line('b'), line('c'), line('e')].sort((a, b) =>
      a.order < b.order ? -1 : 1,
    );
    unread.see(seeing(true, 'c'));
    expect(unread.countHidden(seeing(true))).toBe(1);
    expect(unread.first).toMatchObject({ line: { id: 'b' }, isLate: true });
    expect(unread.lastRead(now)?.id).toBe('a');
    unread.see(seeing(true, 'b'));
    expect(unread.lastRead(now)?.id).toBe('e');
  });

  it('is read once it was seen, while the history shows another part of the conversation', () => {
    const unread = new UnreadMessages();
    unread.add([line('c'), line('d'), line('e')], [line('a'), line('b', true)]);
    expect(unread.lastRead([])).toBeUndefined();
    unread.see(seeing(false, 'c', 'e'));
    expect(unread.lastRead([])?.id).toBe('c');
    unread.see(seeing(false, 'd'));
    expect(unread.lastRead([])?.id).toBe('e');
  });

  it('is the last one that was read, not a line about what happened on this device', () => {
    const unread = new UnreadMessages();
    const history = [line('a'), line('b', false, 'renamed'), line('c', true)];
    expect(unread.lastRead(history)?.id).toBe('a');
    expect(unread.lastRead([line('c', true)])).toBeUndefined();
  });
});
