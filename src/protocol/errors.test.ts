import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '../ui/strings/en/errors.ts';
import { ERROR_MEANINGS } from './error-meanings.ts';
import { ChatError, ERROR_CODES, refuseAs } from './errors.ts';
import { codesIn, rowsUnder } from './testing/document.ts';

describe('the list of error codes', () => {
  it('is the one of the protocol document, word for word', () => {
    const documented = rowsUnder('Error codes').map(([code = '', meaning]) => [
      codesIn(code)[0],
      meaning,
    ]);
    expect(documented).toEqual(Object.entries(ERROR_MEANINGS));
    expect(Object.keys(ERROR_MEANINGS)).toEqual(ERROR_CODES);
  });

  it('has codes of lower-case words, each with a sentence', () => {
    expect(ERROR_CODES.length).toBeGreaterThan(40);
    for (const code of ERROR_CODES) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(ERROR_MEANINGS[code]).toMatch(/^[A-Z].*(\.|_ -)$/);
    }
  });
});

describe('the error texts on screen', () => {
  it('exist for every code, and for no other', () => {
    expect(Object.keys(ERRORS).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('are sentences for people, without error codes', () => {
    for (const words of Object.values(ERRORS)) {
      expect(words).toMatch(/^[A-Z].*[.?!_-]$/s);
      expect(words).not.toMatch(/[a-z]+-[a-z]+-[a-z]+|undefined|null/);
    }
  });
});

describe('an error', () => {
  it('has a message that says what was rejected, and why', () => {
    expect(new ChatError('rate-limited', { retryAfterMs: 3 }).message).toBe('rate-limited');
    expect(new ChatError('malformed', { field: 'name' }).message).toBe('malformed: name');
  });

  it('of a decoder has the decoder’s code and its cause', () => {
    const cause = new RangeError('truncated');
    const decode = (): never => {
      throw cause;
    };
    let caught: unknown;
    try {
      refuseAs('record-malformed', decode);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ChatError);
    expect(caught).toMatchObject({ code: 'record-malformed', cause });
  });

  it('that already has a code keeps it', () => {
    const own = new ChatError('name-empty');
    expect(() =>
      refuseAs('bundle-malformed', () => {
        throw own;
      }),
    ).toThrow(own);
  });
});
