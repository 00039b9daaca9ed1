import { describe, expect, it } from '@jest/globals';
import { sampleConversation } from '../../../client/testing/sample-views.ts';
import type { ConversationView } from '../../../client/views.ts';
import { countStrangers, hasNamesake, strangersIn } from './strangers.ts';

const person = (peer: string) => ({ peer, name: peer, since: 0 });
const conversation = (peer: string, changes: Partial<ConversationView> = {}): ConversationView =>
  sampleConversation({ peer, name: peer, ...changes });

const view = {
  profile: { peer: 'me', name: 'Mira' },
  lobby: {
    prefix: '',
    people: [person('me'), person('bob'), person('carol')],
    total: 100,
    hasMore: true,
  },
  conversations: [conversation('bob')],
};

describe('the strangers of the lobby', () => {
  it('include neither the user nor peers of conversations', () => {
    expect(strangersIn(view).map(({ peer }) => peer)).toEqual(['carol']);
  });

  it('include the peer of an empty conversation, but not of one with a draft', () => {
    const looked = conversation('bob', { consent: 'none' });
    expect(strangersIn({ ...view, conversations: [looked] })).toHaveLength(2);
    const writing = { ...looked, draft: 'Hi' };
    expect(strangersIn({ ...view, conversations: [writing] })).toHaveLength(1);
  });

  it('are counted without the user, whom the relay counts if the search matches', () => {
    expect(countStrangers(view)).toBe(98);
    const searched = { ...view.lobby, prefix: 'c', people: [person('carol')], total: 1 };
    expect(countStrangers({ ...view, lobby: searched })).toBe(1);
    expect(countStrangers({ ...view, lobby: undefined })).toBe(0);
  });
});

describe('a namesake', () => {
  it('is another person with the same name, in any spelling', () => {
    const others = [conversation('bob'), conversation('carol')];
    expect(hasNamesake('mallory', 'BOB', others)).toBe(true);
    expect(hasNamesake('bob', 'bob', others)).toBe(false);
    expect(hasNamesake('mallory', 'mallory', others)).toBe(false);
  });
});
