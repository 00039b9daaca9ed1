import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TimelineRange } from '../conversation/timeline.ts';
import { sampleMessage } from '../testing/sample-views.ts';
import type { MessageView } from '../views.ts';
import { MessageIndex } from './message-index.ts';
import { TextFolder } from './text-folder.ts';

const ALL = 1_000_000;
let written = 0;

const message = (text: string, changes: Partial<MessageView> = {}): MessageView => {
  const n = ++written;
  return sampleMessage({
    id: `m${n}`,
    order: String(n).padStart(9, '0'),
    sent: n,
    text,
    ...changes,
  });
};

/** A stored timeline of messages by any number of people. */
const stored = (messages: readonly MessageView[]) => async (peer: string, range: TimelineRange) => {
  const own = messages.filter((each) => each.peer === peer);
  if (!('last' in range)) throw new TypeError('the index reads from the end');
  const { before, last } = range;
  return own.filter(({ order }) => before === undefined || order < before).slice(-last);
};

describe('the index of messages', () => {
  let index: MessageIndex;
  const found = (query: string, peer?: string): string[] =>
    index.find(query, peer, ALL).messages.map(({ before, match, after }) => before + match + after);

  beforeEach(() => {
    index = new MessageIndex('en');
  });

  it('finds words and parts of words, newest first', () => {
    for (const text of ['The station', 'a stationery shop', 'nothing']) index.put(message(text));
    expect(found('station')).toEqual(['a stationery shop', 'The station']);
    expect(found('TION')).toHaveLength(2);
    expect(found('stations')).toEqual([]);
    expect(found(' ')).toEqual([]);
  });

  it('finds messages that contain all words, in any order', () => {
    for (const text of ['meet me at the station', 'the station', 'meet me'])
      index.put(message(text));
    expect(found('station meet')).toEqual(['meet me at the station']);
  });

  it('searches all conversations, or one of them', () => {
    index.put(message('hello', { peer: 'bob' }));
    index.put(message('hello you', { peer: 'carol' }));
    expect(found('hello')).toEqual(['hello you', 'hello']);
    expect(found('hello', 'bob')).toEqual(['hello']);
  });

  it('forgets what was deleted, has expired or was worded differently', () => {
    const [one, other] = [message('a secret'), message('another secret')];
    index.put(one);
    index.put(other);
    index.put({ ...one, text: '', isDeleted: true });
    expect(found('secret')).toEqual(['another secret']);
    index.put({ ...other, text: 'something else', isEdited: true });
    expect(found('secret')).toEqual([]);
    expect(found('something')).toEqual(['something else']);
    index.remove(other);
    expect(found('something')).toEqual([]);
  });

  it('does not find events', () => {
    index.put(message('hidden', { kind: 'unknown' }));
    expect(found('hidden')).toEqual([]);
  });

  it('loads all stored messages of the given conversations', async () => {
    const messages = Array.from({ length: 1_001 }, (_each, n) => message(`text ${n} here`));
    await index.load(['bob'], stored([...messages, message('text of carol', { peer: 'carol' })]));
    expect(index.find('text', undefined, 10)).toMatchObject({ count: 1_001 });
    expect(index.find('text', undefined, 10).messages).toHaveLength(10);
    expect(found('1000 here')).toEqual(['text 1000 here']);
  });

  it('does not load what is changed, deleted or removed while it loads', async () => {
    const [edited, deleted, removed] = [message('word 1'), message('word 2'), message('word 3')];
    const read = stored([edited, deleted, removed]);
    await index.load(['bob'], async (peer, range) => {
      const page = await read(peer, range);
      index.put({ ...edited, text: 'new word' });
      index.put({ ...deleted, text: '', isDeleted: true });
      index.remove(removed);
      return page;
    });
    expect(found('word')).toEqual(['new word']);
  });

  it('shows the first word that it found in context, as it was written', () => {
    index.put(message(`${'before '.repeat(20)}the Café is open ${'after '.repeat(60)}`));
    const [first] = index.find('open cafe', undefined, 1).messages;
    expect(first).toMatchObject({ match: 'Café' });
    expect(first?.before).toMatch(/^…before .*the $/);
    expect(first?.after).toMatch(/^ is open after/);
    expect(first?.after.length).toBeLessThan(200);
  });

  it('finds every part of a text in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, from, length) => {
        const fresh = new MessageIndex('en');
        fresh.put(message(whole));
        const characters = [...whole.normalize('NFC')];
        const start = from % characters.length;
        const part = characters.slice(start, start + 1 + (length % 5)).join('');
        const [hit] = fresh.find(part, undefined, 1).messages;
        // A part that is only space, or marks that are folded away, is no query (text-folder.test.ts says which are).
        if (hit !== undefined) expect(whole.normalize('NFC')).toContain(hit.match);
        else expect(new TextFolder('en').fold(part).trim()).toBe('');
      }),
    );
  });
});
