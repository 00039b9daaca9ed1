import { describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../../../client/views.ts';
import { onlineSince, presenceOf } from './presence.ts';

const BOB = {
  blocked: false,
  consent: 'accepted',
  gone: false,
  online: true,
  typing: false,
  since: 0,
} as ConversationView;

const NOW = { connection: { kind: 'online' }, disconnected: false, now: 0, clockSkew: 0 } as const;
const LOST = { ...NOW, connection: { kind: 'reconnecting', code: undefined } } as const;

describe('the line under the name of a peer', () => {
  it('says whether they are online', () => {
    expect(presenceOf(BOB, NOW)).toBe('Online');
    expect(presenceOf({ ...BOB, online: false }, NOW)).toBe('Offline');
    expect(presenceOf({ ...BOB, consent: 'asked' }, NOW)).toBe('Online · New contact');
  });

  it('says that they are typing, as far as this device can know', () => {
    const typing = { ...BOB, typing: true };
    expect(presenceOf(typing, NOW)).toBe('Typing…');
    expect(presenceOf({ ...typing, blocked: true }, NOW)).toBe('Blocked');
    expect(presenceOf(typing, { ...LOST, disconnected: true })).toBe('Reconnecting…');
  });

  it('counts from the time of the relay, if the clock of this device is wrong', () => {
    const ahead = { ...NOW, now: 10_800_000, clockSkew: 10_800_000 };
    expect(onlineSince(1, ahead)).toBe('Just came online');
    expect(onlineSince(1, { ...ahead, clockSkew: 0 })).not.toBe('Just came online');
    const behind = { ...NOW, now: 0, clockSkew: -10_800_000 };
    expect(onlineSince(10_680_000, behind)).toBe('Online for 2 mins');
    const away = { ...BOB, online: false, since: 1 };
    const later = { ...away, since: 1 + ahead.clockSkew };
    expect(presenceOf(away, ahead)).toBe(presenceOf(later, { ...ahead, clockSkew: 0 }));
  });

  it('does not claim to know while this device is offline', () => {
    expect(presenceOf(BOB, LOST)).toBe('Online');
    expect(presenceOf(BOB, { ...LOST, disconnected: true })).toBe('Reconnecting…');
    expect(presenceOf({ ...BOB, blocked: true }, { ...LOST, disconnected: true })).toBe('Blocked');
  });
});
