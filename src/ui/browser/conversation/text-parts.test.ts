import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitLinks } from './links.ts';
import { mayHaveLinks, splitText, withoutBackticks } from './text-parts.ts';

const codeIn = (text: string): (string | undefined)[] =>
  splitText(text).flatMap(({ isCode, shown }) => (isCode === true ? [shown] : []));

describe('text in backticks', () => {
  it.each([
    ['run `npm test` now', ['npm test']],
    ['`a` and `b`', ['a', 'b']],
    ['``a ` b``', ['a ` b']],
    ['```\nline 1\nline 2\n```', ['line 1\nline 2']],
    ['`<b>`', ['<b>']],
    ['`https://example.org`', ['https://example.org']],
  ])('in %j is code: %j', (text, code) => {
    expect(codeIn(text)).toEqual(code);
  });

  it.each(['a ` b', 'a `` b', '`` `', '`a\nb`', '` `', '```', '``a`'])(
    'in %j is not code',
    (text) => {
      expect(codeIn(text)).toEqual([]);
    },
  );

  it('has links around it, not in it', () => {
    const parts = splitText('https://a.example `https://b.example` www.c.example', splitLinks);
    expect(parts.flatMap(({ href }) => href ?? [])).toEqual([
      'https://a.example',
      'https://www.c.example',
    ]);
  });

  it('and all other pieces join to the text', () => {
    const pieces = fc.constantFrom(
      '`',
      '``',
      '```',
      'a',
      ' ',
      '\n',
      'www.a.example',
      'a@b.example',
    );
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join('')),
        (text) => {
          expect(
            splitText(text, splitLinks)
              .map((part) => part.text)
              .join(''),
          ).toBe(text);
        },
      ),
    );
  });
});

describe('a text in one line', () => {
  it.each([
    ['run `npm test` now', 'run npm test now'],
    ['```\nline 1\n```', 'line 1'],
    ['a ` b', 'a ` b'],
    ['see https://example.org/`a`', 'see https://example.org/a'],
    ['no code', 'no code'],
  ])('shows %j as %j', (text, shown) => {
    expect(withoutBackticks(text)).toBe(shown);
  });
});

it('a text that contains links is recognized as one that may', () => {
  const pieces = fc.constantFrom(
    ...[
      'HTTP',
      'https',
      '://',
      'www.',
      'WWW.a.example',
      'tel:',
      '+358 4',
      '04012345',
      'a',
      ' ',
      '.',
    ],
    ...['b.example', '@', 'TEL:1234'],
  );
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(pieces).map((all) => all.join('')),
      (text) => {
        if (splitLinks(text).every(({ href }) => href === undefined)) return;
        found++;
        expect(mayHaveLinks(text)).toBe(true);
      },
    ),
  );
  expect(found).toBeGreaterThan(0);
  expect(mayHaveLinks('Hello, world: 1. 2')).toBe(false);
});
