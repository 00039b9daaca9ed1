import { describe, expect, it } from '@jest/globals';
import type { Consent, ConversationView } from '../../../client/views.ts';
import { ERROR_WORDS } from '../error-words.ts';
import { noticeOf } from './notice.ts';

const BOB: ConversationView = {
  peer: 'bob',
  name: 'Bob',
  consent: 'accepted',
  blocked: false,
  verified: false,
  nameTakenBy: undefined,
  online: true,
  since: 0,
  gone: false,
  problem: undefined,
  missing: false,
  unread: 0,
  last: undefined,
  updated: 0,
  draft: '',
};

const CONNECTED = { disconnected: false, errorWords: ERROR_WORDS };
const DISCONNECTED = { ...CONNECTED, disconnected: true };

describe('the notice of a conversation', () => {
  it('is silent when all is well', () => {
    expect(noticeOf(BOB, CONNECTED)).toBe('');
  });

  it('leaves it to the bar to tell of a changed key', () => {
    expect(
      noticeOf({ ...BOB, nameTakenBy: 'mallory', gone: true, online: false }, DISCONNECTED),
    ).toBe('');
  });

  it.each<[Consent, RegExp]>([
    ['none', /first message asks Bob/],
    ['requested', /Bob has not answered yet/],
    ['declined-by-peer', /Bob declined/],
    ['declined-by-me', /You declined/],
    ['left-by-peer', /Bob left/],
    ['left-by-me', /You left/],
  ])('says what %s means', (consent, words) => {
    expect(noticeOf({ ...BOB, consent }, CONNECTED)).toMatch(words);
  });

  it('promises delivery to whoever is away, and says when a name was given up', () => {
    expect(noticeOf({ ...BOB, online: false }, CONNECTED)).toMatch(/delivered when Bob is back/);
    expect(noticeOf({ ...BOB, online: false, gone: true }, CONNECTED)).toMatch(
      /gone, and the name is free/,
    );
    expect(noticeOf({ ...BOB, online: false, consent: 'requested' }, CONNECTED)).toMatch(
      /not answered yet.*delivered when/,
    );
  });

  it('says why messages wait', () => {
    expect(noticeOf({ ...BOB, problem: 'mailbox-full' }, CONNECTED)).toBe(
      ERROR_WORDS['mailbox-full'],
    );
    expect(noticeOf({ ...BOB, problem: 'mailbox-full' }, DISCONNECTED)).toMatch(/No connection/);
  });

  it('says that something is missing, before what is promised', () => {
    expect(noticeOf({ ...BOB, missing: true }, CONNECTED)).toMatch(
      /Bob wrote before has not arrived/,
    );
    expect(noticeOf({ ...BOB, missing: true, online: false }, CONNECTED)).toMatch(
      /not arrived.*delivered when/,
    );
  });

  it('says of a blocked person only that', () => {
    expect(noticeOf({ ...BOB, blocked: true, online: false }, DISCONNECTED)).toMatch(
      /You blocked Bob/,
    );
  });
});
