import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from '../../crypto/random.ts';
import { wordingHash } from '../../crypto/wording.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { EARLY_DELETIONS_MAX, EDIT_MS } from '../../protocol/limits.ts';
import type { MessageRefBody } from '../../protocol/record.ts';
import { newId } from '../outbound/outbox.ts';
import { PeerRecords } from '../testing/peer-records.ts';
import type { MessageView } from '../views.ts';
import { noteRead } from './countdowns.ts';
import { removeExpired } from './expiry.ts';

const OWN_ID = newId();
const THEIR_ID = newId();

let records: PeerRecords;

/** The conversation has 'mine', which the user wrote, and 'theirs' of the peer. */
beforeEach(async () => {
  records = await PeerRecords.open();
  const row = { id: OWN_ID, messageId: OWN_ID, mine: true, kind: 'text', text: 'mine' } as const;
  await records.write((tx) => tx.putMessage('0', { ...row, sent: 0, stream: 's', seq: 1 }));
  await records.take({ type: 'text', id: THEIR_ID, text: 'theirs' });
});

const shown = async (text: string): Promise<MessageView | undefined> =>
  (await records.timeline()).find((message) => message.text === text);

async function refTo(author: 'own' | 'peer', text: string): Promise<MessageRefBody> {
  const id = author === 'own' ? OWN_ID : THEIR_ID;
  const wording = await wordingHash(records.authors[author], id, text);
  return { author: records.keys[author], id, wording };
}

describe('a hostile peer', () => {
  it('cannot edit or delete a message of the user', async () => {
    await records.take({ type: 'edit', id: OWN_ID, text: 'I owe you 5,000' });
    await records.take({ type: 'delete', id: OWN_ID });
    expect(await shown('mine')).toMatchObject({ isEdited: false, isDeleted: false });
  });

  it('cannot react in the name of the user, or of a third person', async () => {
    const to = await refTo('own', 'mine');
    await records.take({ type: 'reaction', to, emoji: '👍' });
    const stranger = toBase64url(randomBytes(32));
    await records.take({ type: 'reaction', to: { ...to, author: stranger }, emoji: '😡' });
    expect((await shown('mine'))?.reactions).toEqual([{ mine: false, emoji: '👍' }]);
  });

  it.each(['👍👍', 'ok', '<img>', '\u202e👍', ' '])(
    'cannot put %j under a message as a reaction',
    async (emoji) => {
      await records.take({ type: 'reaction', to: await refTo('own', 'mine'), emoji });
      expect((await shown('mine'))?.reactions).toEqual([]);
    },
  );

  it('cannot react to words that a message does not have', async () => {
    await records.take({ type: 'reaction', to: await refTo('own', 'other words'), emoji: '👍' });
    expect((await shown('mine'))?.reactions).toEqual([]);
  });

  it("cannot make a reply quote what was not said: the quoted text is this device's own", async () => {
    const reply = await refTo('own', 'I owe you 5,000');
    await records.take({ type: 'text', id: newId(), text: 'then pay', reply });
    expect((await shown('then pay'))?.quote).toMatchObject({ kind: 'edited', text: 'mine' });
    const missing = { ...reply, id: newId() };
    await records.take({ type: 'text', id: newId(), text: 'and this', reply: missing });
    expect((await shown('and this'))?.quote).toMatchObject({ kind: 'missing', text: '' });
  });

  it('cannot bring back a deleted message: by an edit, a reaction, or by sending it again', async () => {
    await records.take({ type: 'delete', id: THEIR_ID });
    await records.take({ type: 'edit', id: THEIR_ID, text: 'back' });
    await records.take({ type: 'reaction', to: await refTo('peer', ''), emoji: '👍' });
    records.beginStream();
    await records.take({ type: 'text', id: THEIR_ID, text: 'back' });
    const texts = (await records.timeline()).filter(({ kind, mine }) => kind === 'text' && !mine);
    expect(texts).toEqual([expect.objectContaining({ text: '', isDeleted: true, reactions: [] })]);
  });

  it('cannot make a message stay longer that disappears, or bring it back', async () => {
    const id = newId();
    const texts = async (): Promise<string[]> =>
      (await records.timeline()).map(({ text }) => text).filter((text) => text.includes('secret'));
    await records.take({ type: 'text', id, text: 'a secret', expires: 30 });
    await records.write((tx) => noteRead(tx, { store: records.store, now: records.clock.now() }));
    records.clock.advance(20_000);
    await records.take({ type: 'timer', seconds: 2_419_200 });
    await records.take({ type: 'text', id, text: 'a secret', expires: 2_419_200 });
    await records.take({ type: 'edit', id, text: 'another secret' });
    expect(await texts()).toEqual(['another secret']);
    records.clock.advance(10_000);
    await records.write((tx) => removeExpired(tx, records.clock.now(), 0));
    expect(await texts()).toEqual([]);
    for (const isNewStream of [false, true]) {
      if (isNewStream) records.beginStream();
      await records.take({ type: 'text', id, text: 'a secret' });
      await records.take({ type: 'edit', id, text: 'another secret' });
      expect(await texts()).toEqual([]);
    }
  });

  it('cannot bring back what the user has removed from this device', async () => {
    await records.write(async (tx) => {
      const ref = { mine: false, id: THEIR_ID };
      tx.deleteMessage((await tx.place(ref))?.order ?? '');
      tx.forgetMessage(ref);
    });
    await records.take({ type: 'text', id: THEIR_ID, text: 'theirs' });
    expect(await shown('theirs')).toBeUndefined();
  });

  it('cannot change a message by sending another one with its id', async () => {
    await records.take({ type: 'text', id: THEIR_ID, text: 'other words' });
    expect(await shown('other words')).toBeUndefined();
    expect(await shown('theirs')).toMatchObject({ isEdited: false });
    expect(records.store.state.unread).toBe(1);
  });

  it('cannot edit a message that was read a day ago, whatever its clock says', async () => {
    records.clock.advance(EDIT_MS);
    await records.take({ type: 'edit', id: THEIR_ID, text: 'within a day' });
    expect(await shown('within a day')).toMatchObject({ isEdited: true });
    records.clock.advance(1);
    await records.take({ type: 'edit', id: THEIR_ID, text: 'later' });
    expect(await shown('later')).toBeUndefined();
  });

  it('cannot fill the device with deletions of messages that never existed', async () => {
    const first = newId();
    await records.take({ type: 'delete', id: first });
    for (let n = 0; n < EARLY_DELETIONS_MAX; n++)
      await records.take({ type: 'delete', id: newId() });
    expect(records.store.state.earlyDeletions).toHaveLength(EARLY_DELETIONS_MAX);
    expect(await records.store.place({ mine: false, id: first })).toBeUndefined();
  });

  it.each(['none', 'asked', 'requested'] as const)(
    'changes nothing while the conversation is %s',
    async (consent) => {
      await records.write((tx) => {
        tx.state = { ...tx.state, consent };
      });
      await records.take({ type: 'reaction', to: await refTo('own', 'mine'), emoji: '👍' });
      await records.take({ type: 'delete', id: THEIR_ID });
      expect((await shown('mine'))?.reactions).toEqual([]);
      expect(await shown('theirs')).toBeDefined();
    },
  );
});

describe('a message', () => {
  it('that is deleted before it arrives is shown as deleted', async () => {
    const id = newId();
    await records.take({ type: 'delete', id });
    records.beginStream();
    await records.take({ type: 'text', id, text: 'too late' });
    const last = (await records.timeline()).at(-1);
    expect(last).toMatchObject({ text: '', isDeleted: true });
  });

  it('shows the last reaction of each of the two, and none once it is removed', async () => {
    const to = await refTo('peer', 'theirs');
    for (const emoji of ['👍', '❤️']) await records.take({ type: 'reaction', to, emoji });
    expect((await shown('theirs'))?.reactions).toEqual([{ mine: false, emoji: '❤️' }]);
    await records.take({ type: 'reaction', to, emoji: '' });
    expect((await shown('theirs'))?.reactions).toEqual([]);
  });

  it('loses its reactions when its wording changes, and regains them when it is changed back', async () => {
    await records.take({ type: 'reaction', to: await refTo('peer', 'theirs'), emoji: '👍' });
    await records.take({ type: 'edit', id: THEIR_ID, text: 'changed' });
    expect((await shown('changed'))?.reactions).toEqual([]);
    await records.take({ type: 'edit', id: THEIR_ID, text: 'theirs' });
    expect((await shown('theirs'))?.reactions).toHaveLength(1);
  });

  it('that was edited or reacted to does not count as new or unread', async () => {
    await records.write((tx) => {
      tx.state = { ...tx.state, unread: 0 };
    });
    const edited = await records.take({ type: 'edit', id: THEIR_ID, text: 'changed' });
    const to = await refTo('own', 'mine');
    const reacted = await records.take({ type: 'reaction', to, emoji: '👍' });
    expect([...edited, ...reacted].map(({ isChanged }) => isChanged)).toEqual([true, true]);
    expect(records.store.state.unread).toBe(0);
  });
});
