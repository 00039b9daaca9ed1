import { describe, expect, it } from '@jest/globals';
import { CONNECTIONS_PER_ADDRESS, SIGN_INS_PER_MINUTE } from '../protocol/limits.ts';
import { AddressBook } from './address-book.ts';

describe('AddressBook', () => {
  it('allows so many connections of one address at a time', () => {
    const book = new AddressBook(() => 0);
    for (let count = 0; count < CONNECTIONS_PER_ADDRESS; count++) book.connected('a');
    expect(book.isCrowded('a')).toBe(false);
    book.connected('a');
    expect(book.isCrowded('a')).toBe(true);
    expect(book.isCrowded('b')).toBe(false);
    book.disconnected('a');
    expect(book.isCrowded('a')).toBe(false);
  });

  it('allows so many sign-ins a minute of one address, and says when to come back', () => {
    let time = 1_000_000;
    const book = new AddressBook(() => time);
    for (let count = 0; count < SIGN_INS_PER_MINUTE; count++) book.signIn('a');
    const refused = expect.objectContaining({
      code: 'too-many-sign-ins',
      detail: { retryAfterMs: 60_000 / SIGN_INS_PER_MINUTE },
    });
    expect(() => book.signIn('a')).toThrow(refused);
    book.signIn('b');
    time += 60_000 / SIGN_INS_PER_MINUTE;
    book.signIn('a');
    expect(() => book.signIn('a')).toThrow(refused);
  });
});
