import { describe, expect, it } from '@jest/globals';
import { sampleMessage } from '../../../client/testing/sample-views.ts';
import { NotifiedMessages } from './notified-messages.ts';

function notified(...ids: string[]): NotifiedMessages {
  const messages = new NotifiedMessages();
  for (const id of ids) messages.add(sampleMessage({ id, text: `text ${id}` }));
  return messages;
}

describe('the message that a notification shows', () => {
  it('is the newest one', () => {
    expect(notified('a', 'b').newest?.id).toBe('b');
    expect(notified().newest).toBeUndefined();
  });

  it('is the one before it when the newest one was removed', () => {
    const messages = notified('a', 'b');
    messages.remove('b');
    expect(messages.newest?.id).toBe('a');
    messages.remove('a');
    expect(messages.newest).toBeUndefined();
  });

  it('has the wording after an edit', () => {
    const messages = notified('a', 'b');
    messages.change(sampleMessage({ id: 'b', text: 'edited' }));
    expect(messages.newest?.text).toBe('edited');
    messages.change(sampleMessage({ id: 'unknown', text: 'another' }));
    expect(messages.newest?.text).toBe('edited');
  });

  it('is not a deleted one', () => {
    const messages = notified('a', 'b');
    messages.change(sampleMessage({ id: 'b', text: '', isDeleted: true }));
    expect(messages.newest?.id).toBe('a');
  });

  it('is an unread one', () => {
    const messages = notified('a', 'b', 'c');
    messages.keepUnread(5);
    messages.keepUnread(1);
    messages.remove('c');
    expect(messages.newest).toBeUndefined();
    const others = notified('a', 'b');
    others.keepUnread(0);
    expect(others.newest).toBeUndefined();
  });
});
