import type { ConversationView, MessageView } from '../views.ts';

/** A message that a peer called 'bob' sent. */
export const sampleMessage = (changes: Partial<MessageView> = {}): MessageView => ({
  id: 'm',
  peer: 'bob',
  mine: false,
  kind: 'text',
  text: 'hello',
  sent: 0,
  state: undefined,
  order: 'a',
  ...changes,
});

/** An accepted conversation with a peer called 'bob', who is online. It has no message. */
export const sampleConversation = (changes: Partial<ConversationView> = {}): ConversationView => ({
  peer: 'bob',
  name: 'Bob',
  consent: 'accepted',
  blocked: false,
  mutedUntil: 0,
  verified: false,
  nameTakenBy: undefined,
  online: true,
  since: 0,
  gone: false,
  typing: false,
  problem: undefined,
  missing: false,
  requestFull: false,
  unread: 0,
  last: undefined,
  updated: 0,
  draft: '',
  ...changes,
});
