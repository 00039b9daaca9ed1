import { describe, expect, it } from '@jest/globals';
import { sampleConversation, sampleMessage } from '../../../client/testing/sample-views.ts';
import type { ConversationView } from '../../../client/views.ts';
import { conversationRow, type ListContext, personRow } from './list-row.ts';

const CONTEXT = {
  connection: { kind: 'online' },
  disconnected: false,
  now: 1_000_000,
  clockSkew: 0,
  open: undefined,
} as const;

const LOST = { ...CONTEXT, connection: { kind: 'reconnecting', code: undefined } } as const;

const row = (changes: Partial<ConversationView>, context: ListContext = CONTEXT) =>
  conversationRow(sampleConversation({ last: sampleMessage(), ...changes }), context);

describe('a row of the conversation list', () => {
  it('shows the last message and its author', () => {
    expect(row({}).line).toBe('hello');
    expect(row({ last: sampleMessage({ mine: true }) })).toMatchObject({
      prefix: 'You:',
      line: 'hello',
    });
    expect(row({ last: sampleMessage({ kind: 'leave', text: '' }) }).line).toBe(
      'Bob left the conversation',
    );
  });

  it('shows a draft instead of the last message', () => {
    expect(row({ draft: 'and then' })).toMatchObject({ prefix: 'Draft:', line: 'and then' });
    expect(row({ draft: ' ' }).line).toBe('hello');
  });

  it('shows the beginning of a long text', () => {
    const text = 'x'.repeat(10_000);
    expect(row({ last: sampleMessage({ text }) }).line.length).toBeLessThan(300);
    expect(row({ draft: text }).line.length).toBeLessThan(300);
  });

  it('shows a neutral name while theirs is not known, and that they are typing', () => {
    expect(row({ name: '' }).name).toBe('New contact');
    expect(row({ typing: true, draft: 'and then' }).line).toBe('Typing…');
    expect(row({ typing: true, blocked: true }).line).toBe('hello');
  });

  it('does not show the text of a message request', () => {
    expect(row({ consent: 'asked' }).line).toBe('Wants to chat');
  });

  it('shows verification and key changes', () => {
    expect(row({})).toMatchObject({ isVerified: false, isKeyChanged: false });
    expect(row({ verified: true })).toMatchObject({ isVerified: true, isKeyChanged: false });
    expect(row({ nameTakenBy: 'mallory' })).toMatchObject({
      isVerified: false,
      isKeyChanged: true,
    });
  });

  it('shows a rename', () => {
    const last = sampleMessage({ kind: 'renamed', text: '', names: { from: 'Bob', to: 'Bobby' } });
    expect(row({ last, name: 'Bobby' }).line).toBe('Bob changed their name to Bobby');
  });

  it('counts unread messages, but not those of a blocked peer', () => {
    expect(row({ unread: 2 })).toMatchObject({ unread: 2, unreadLabel: '2 unread messages' });
    expect(row({ unread: 2, blocked: true })).toMatchObject({ unread: 0, isOnline: false });
  });

  it('shows nobody as online while this device is offline', () => {
    expect(row({}).isOnline).toBe(true);
    expect(row({}, LOST).isOnline).toBe(true);
    expect(row({}, { ...LOST, disconnected: true }).isOnline).toBe(false);
    expect(row({}, { ...LOST, connection: { kind: 'connecting' } }).isOnline).toBe(false);
  });
});

describe('a row of the lobby', () => {
  it('says how long a person has been online', () => {
    const person = { peer: 'bob', name: 'Bob' };
    expect(personRow({ ...person, since: CONTEXT.now }, CONTEXT).line).toBe('Just came online');
    expect(personRow({ ...person, since: CONTEXT.now - 120_000 }, CONTEXT).line).toBe(
      'Online for 2 mins',
    );
  });

  it('shows nobody as online while this device is offline', () => {
    const person = { peer: 'bob', name: 'Bob', since: 0 };
    expect(personRow(person, CONTEXT).isOnline).toBe(true);
    expect(personRow(person, { ...LOST, disconnected: true })).toMatchObject({
      isOnline: false,
      line: 'Reconnecting…',
    });
  });
});
