import { describe, expect, it } from '@jest/globals';
import { sampleConversation } from '../../../client/testing/sample-views.ts';
import type { Consent } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { noticeOf } from './notice.ts';

const BOB = sampleConversation();

const CONNECTED = { disconnected: false };
const DISCONNECTED = { disconnected: true };

describe('the notice of a conversation', () => {
  it('is empty when there is nothing to say', () => {
    expect(noticeOf(BOB, CONNECTED)).toBe('');
  });

  it('is empty while the key-change bar is shown', () => {
    expect(
      noticeOf({ ...BOB, nameTakenBy: 'mallory', gone: true, online: false }, DISCONNECTED),
    ).toBe('');
  });

  it.each<[Consent, RegExp]>([
    ['none', /first message is a message request. Bob can/],
    ['requested', /Waiting for Bob to answer/],
    ['declined-by-me', /You declined/],
    ['left-by-peer', /Bob left/],
    ['left-by-me', /You left/],
  ])('explains %s', (consent, words) => {
    expect(noticeOf({ ...BOB, consent }, CONNECTED)).toMatch(words);
  });

  it('says that an offline peer gets messages later, and that a name was released', () => {
    expect(noticeOf({ ...BOB, online: false }, CONNECTED)).toMatch(
      /Bob is offline.*delivered when/,
    );
    expect(noticeOf({ ...BOB, online: false, gone: true }, CONNECTED)).toMatch(
      /signed out.*name is available/,
    );
    expect(noticeOf({ ...BOB, online: false, consent: 'requested' }, CONNECTED)).toMatch(
      /Waiting for Bob.*delivered when/,
    );
  });

  it('explains why messages are waiting', () => {
    expect(noticeOf({ ...BOB, problem: 'mailbox-full' }, CONNECTED)).toBe(
      strings.error['mailbox-full'],
    );
    expect(noticeOf({ ...BOB, problem: 'mailbox-full' }, DISCONNECTED)).toMatch(/No connection/);
  });

  it('gives priority to a missing earlier message', () => {
    expect(noticeOf({ ...BOB, missing: true }, CONNECTED)).toMatch(
      /earlier message from Bob hasn’t arrived/,
    );
    expect(noticeOf({ ...BOB, missing: true, online: false }, CONNECTED)).toMatch(
      /hasn’t arrived.*delivered when/,
    );
  });

  it('only says that a peer is blocked', () => {
    expect(noticeOf({ ...BOB, blocked: true, online: false }, DISCONNECTED)).toMatch(
      /You blocked Bob/,
    );
  });
});
