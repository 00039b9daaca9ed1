import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageView } from '../../../client/views.ts';
import { TimelineWindow } from './timeline-window.ts';

const entry = (order: string, text = '', id = order): MessageView => ({
  id,
  peer: 'bob',
  mine: true,
  kind: 'text',
  text,
  sent: 0,
  state: 'sent',
  order,
});

const orders = (window: TimelineWindow): string =>
  window.entries.map(({ order }) => order).join(' ');

/** A loaded window, with more entries on the given sides. */
function windowOf(read: string, { hasOlder = false, hasNewer = false } = {}): TimelineWindow {
  const window = new TimelineWindow();
  window.fill(
    read.split(' ').map((order) => entry(order)),
    { hasOlder, hasNewer },
  );
  return window;
}

describe('the window over a timeline', () => {
  it('has its entries in order, whichever arrived first', () => {
    const window = new TimelineWindow();
    for (const order of ['c', 'a', 'b']) window.put(entry(order));
    expect(orders(window)).toBe('a b c');
  });

  it('keeps what arrived while older entries were loaded', () => {
    const window = new TimelineWindow();
    window.put(entry('b', 'new'));
    window.fill([entry('a', 'old'), entry('b', 'old')], { hasOlder: false, hasNewer: false });
    expect(window.entries.map(({ text }) => text)).toEqual(['old', 'new']);
  });

  it('does not show what was removed while it was loaded, until it is there again', () => {
    const window = windowOf('c d', { hasOlder: true });
    window.remove('a');
    window.addOlder([entry('a'), entry('b')], false);
    expect(orders(window)).toBe('b c d');
    window.put(entry('a'));
    window.trim(0, 3);
    expect(orders(window)).toBe('a b c');
  });

  it('shows an entry beyond its bounds only when those in between were loaded', () => {
    const window = windowOf('c d', { hasOlder: true, hasNewer: true });
    for (const order of ['a', 'f', 'cc']) window.put(entry(order));
    expect(orders(window)).toBe('c cc d');
    window.addOlder([entry('b')], true);
    expect(orders(window)).toBe('b c cc d');
    window.addOlder([entry('a')], false);
    window.addNewer([entry('d'), entry('e')], true);
    expect(orders(window)).toBe('a b c cc d e');
    window.addNewer([entry('e'), entry('f')], false);
    expect(orders(window)).toBe('a b c cc d e f');
    expect([window.first, window.last]).toEqual([undefined, undefined]);
  });

  it('is trimmed around an entry', () => {
    const trimmed = (center: number, count: number): string => {
      const window = windowOf('a b c d e f');
      window.trim(center, count);
      return `${window.first ? '… ' : ''}${orders(window)}${window.last ? ' …' : ''}`;
    };
    expect(trimmed(0, 3)).toBe('a b c …');
    expect(trimmed(3, 3)).toBe('… c d e …');
    expect(trimmed(5, 3)).toBe('… d e f');
    expect(trimmed(2, 6)).toBe('a b c d e f');
    expect(trimmed(2, 9)).toBe('a b c d e f');
  });

  it('continues at its bounds when the entries there are removed', () => {
    const window = windowOf('c d e', { hasOlder: true, hasNewer: true });
    window.remove('c');
    window.remove('e');
    expect(orders(window)).toBe('d');
    expect([window.first?.order, window.last?.order]).toEqual(['c', 'e']);
  });

  it('drops entries outside when it is trimmed', () => {
    const window = windowOf('b c', { hasOlder: true });
    window.put(entry('a'));
    window.trim(0, 9);
    window.addOlder([], false);
    expect(orders(window)).toBe('b c');
  });
});

describe('a message that is sealed', () => {
  it('moves to its final position, once', () => {
    const window = new TimelineWindow();
    window.put(entry('~1', '', 'x'));
    window.put(entry('a', '', 'x'));
    expect(orders(window)).toBe('a');
  });

  it('stays, however few entries are kept', () => {
    const window = windowOf('a ~1 ~2 ~3 ~4');
    window.trim(4, 3);
    expect(orders(window)).toBe('~2 ~3 ~4');
    for (const n of [1, 2, 3, 4]) window.put(entry(`b${n}`, '', `~${n}`));
    expect(orders(window)).toBe('b2 b3 b4');
    window.addOlder([entry('a'), entry('b1', '', '~1')], false);
    expect(orders(window)).toBe('a b1 b2 b3 b4');
  });

  it('is still the last one of a window that ends with it', () => {
    const window = windowOf('~1 ~2', { hasNewer: true });
    window.put(entry('a1', '', '~1'));
    window.put(entry('a2', '', '~2'));
    window.put(entry('a3', '', '~3'));
    expect(orders(window)).toBe('a1 a2');
  });

  it('hides nothing when it has to be sealed again', () => {
    const window = windowOf('a b c', { hasOlder: true });
    window.put(entry('~1', '', 'a'));
    expect(orders(window)).toBe('b c ~1');
  });
});

/** Operations on a timeline and the window over it. */
const STEP = fc.oneof(
  fc.record({ kind: fc.constant('compose' as const) }),
  fc.record({ kind: fc.constant('seal' as const) }),
  fc.record({ kind: fc.constant('arrive' as const), isLate: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('older' as const, 'newer' as const), count: fc.nat(5) }),
  fc.record({ kind: fc.constant('trim' as const), center: fc.nat(20), count: fc.nat(8) }),
);
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

/** A whole timeline, as in the storage, and a window over it. */
class Model {
  readonly window = new TimelineWindow();
  /** By id. */
  readonly all = new Map<string, MessageView>();
  #clock = 0;
  #made = 0;

  get sorted(): MessageView[] {
    return [...this.all.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  take(step: Step): void {
    if (step.kind === 'compose') this.#put(entry(`~${this.#digits(++this.#made)}`));
    else if (step.kind === 'seal') this.#seal();
    else if (step.kind === 'arrive') this.#arrive(step.isLate);
    else if (step.kind === 'trim') this.window.trim(step.center, step.count + 1);
    else this.#extend(step.kind, step.count + 1);
  }

  #digits = (value: number): string => String(value).padStart(4, '0');

  #put(message: MessageView): void {
    this.all.set(message.id, message);
    this.window.put(message);
  }

  #seal(): void {
    const first = this.sorted.find(({ order }) => order.startsWith('~'));
    if (first === undefined) return;
    this.#put({ ...first, order: `${this.#digits(++this.#clock)}-own` });
  }

  /** With a greater clock than all others, or, if it is late, just before the newest ones. */
  #arrive(isLate: boolean): void {
    const clock = isLate ? Math.max(0, this.#clock - 2) : ++this.#clock;
    this.#put(entry(`${this.#digits(clock)}-peer${this.#digits(++this.#made)}`));
  }

  #extend(direction: 'older' | 'newer', count: number): void {
    const { window, sorted } = this;
    const { first, last } = window;
    if (direction === 'older' && first !== undefined) {
      const before = sorted.filter(({ order }) => order < first.order);
      window.addOlder(before.slice(-count), before.length >= count);
    }
    if (direction === 'newer' && last !== undefined) {
      const from = sorted.filter(({ order }) => order >= last.order);
      window.addNewer(from.slice(0, count + 1), from.length > count);
    }
  }
}

it('the window is a gapless part of the timeline, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const model = new Model();
      for (const step of steps) {
        model.take(step);
        const ids = model.sorted.map(({ id }) => id);
        const shown = model.window.entries.map(({ id }) => id);
        const start = shown.length === 0 ? 0 : ids.indexOf(shown[0] as string);
        expect(shown).toEqual(ids.slice(start, start + shown.length));
        if (model.window.first === undefined) expect(start).toBe(0);
        if (model.window.last === undefined) expect(start + shown.length).toBe(ids.length);
      }
    }),
  );
});
