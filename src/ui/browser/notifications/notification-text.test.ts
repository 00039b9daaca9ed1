import { describe, expect, it } from '@jest/globals';
import { strings } from '../../strings/catalogue.ts';
import { notificationText } from './notification-text.ts';

const ALICE = { name: 'Alice', consent: 'accepted' } as const;
const SECRET = 'The secret';

describe('a notification', () => {
  it.each([
    ['neither name nor text', 'none', { title: 'Live Chat', body: 'New message' }],
    ['the name', 'name', { title: 'Alice', body: 'New message' }],
    ['name and text', 'text', { title: 'Alice', body: 'The secret' }],
  ] as const)('shows %s at the level “%s”', (_what, detail, expected) => {
    expect(notificationText(ALICE, SECRET, detail, strings)).toEqual(expected);
  });

  it('of a request never shows its text', () => {
    const asked = { name: 'Alice', consent: 'asked' } as const;
    for (const detail of ['none', 'name', 'text'] as const) {
      expect(notificationText(asked, SECRET, detail, strings).body).toBe('New message request');
    }
  });

  it('has a title when the name is not known yet', () => {
    const unnamed = { ...ALICE, name: '' };
    expect(notificationText(unnamed, SECRET, 'name', strings).title).toBe('New contact');
  });

  it('shows the beginning of a long text', () => {
    const long = 'x'.repeat(100_000);
    expect(notificationText(ALICE, long, 'text', strings).body).toHaveLength(300);
  });
});
