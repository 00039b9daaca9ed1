import { expect, it } from '@jest/globals';
import type { ConversationView } from '../../../client/views.ts';
import { Looks } from './look-alikes.ts';

const conversation = (peer: string, name: string, consent = 'accepted') =>
  ({ peer, name, consent }) as ConversationView;
const CONVERSATIONS = [
  conversation('X', 'a1ice', 'asked'),
  conversation('A', 'alice'),
  conversation('B', 'Bob'),
];

it.each([
  ['M', 'аlісе', 'A'],
  ['M', 'aIice', 'A'],
  ['M', 'ВОВ', 'B'],
  ['M', 'ALICE', undefined],
  ['M', 'carol', undefined],
  ['A', 'aIice', undefined],
])(
  'to %s, whose name is %s, the contact with a name that looks alike is %s',
  async (peer, name, contact) => {
    const looks = await Looks.load();
    expect(looks.contactLike(peer, name, CONVERSATIONS)?.peer).toBe(contact);
    expect(looks.contactLike(peer, name, CONVERSATIONS)?.peer).toBe(contact);
  },
);
