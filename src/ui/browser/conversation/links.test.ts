import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitLinks } from './links.ts';

const linksIn = (text: string): string[] =>
  splitLinks(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

describe('a link', () => {
  it.each([
    ['https://example.org', 'https://example.org'],
    ['see http://example.org/a?b=c#d, please', 'http://example.org/a?b=c#d'],
    ['(https://example.org/b_(c))', 'https://example.org/b_(c)'],
    ['“https://example.org”.', 'https://example.org'],
    ['HTTPS://EXAMPLE.ORG', 'HTTPS://EXAMPLE.ORG'],
    ['https://münchen.example/ä', 'https://münchen.example/ä'],
    ['(is it https://example.org?)', 'https://example.org'],
    ['(see [https://a.example/b)].)', 'https://a.example/b'],
    ['http://google.com/，這是', 'http://google.com/'],
    ['「https://a.example/例え」。', 'https://a.example/例え'],
    ['（https://a.example/b?c=d！）', 'https://a.example/b?c=d'],
    ['https://a.example/b؟', 'https://a.example/b'],
    ['“https://a.example/b”—yes', 'https://a.example/b'],
    ['https://a.example/Michelson–Morley…', 'https://a.example/Michelson–Morley'],
    ['https://a.example/l’été’', 'https://a.example/l’été'],
    ['see www.example.org/a, please', 'https://www.example.org/a'],
    ['WWW.example.org', 'https://WWW.example.org'],
    ['(write to me.too+x@mail.example.org.)', 'mailto:me.too+x@mail.example.org'],
    ['mailto:me@example.org', 'mailto:me@example.org'],
    ['call tel:+358(40)123-456.', 'tel:+358(40)123-456'],
  ])('in %s is %s', (text, link) => {
    expect(linksIn(text)).toEqual([link]);
  });

  it('ends at a line break, and several are found', () => {
    expect(linksIn('https://a.example\nhttps://b.example')).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/html,<script>1</script>'],
    ['an address that hides its host behind a name', 'https://bank.example@evil.example/'],
    ['an address without a host', 'https://'],
    ['markup', '<a href="x">x</a>'],
    ['a host without a domain', 'www.example'],
    ['a word that ends in www', 'awww.example.org'],
    ['www without a name', 'www..org'],
    ['an address whose host hides behind a name', 'www.bank.example@evil.example/'],
    ['a mail address without a domain', 'me@example'],
    ['a mail address that goes on', 'me@example.org@evil.example'],
    ['a mail address in characters that look alike', 'mе@example.org'],
    ['a scheme without a number', 'tel:one'],
  ])('is not created from %s', (_case, text) => {
    expect(linksIn(text)).toEqual([]);
  });

  it('stops where the text direction would change', () => {
    expect(linksIn('https://a.example/\u202egpj.exe')).toEqual(['https://a.example/']);
  });
});

describe('the host that a link shows', () => {
  const shownIn = (text: string): (string | undefined)[] =>
    splitLinks(text).map((part) => part.shown ?? part.text);

  it.each([
    ['https://example.org:8443/ä', 'https://example.org:8443/ä'],
    ['https://münchen.example', 'https://münchen.example'],
    ['https://пример.рф/путь', 'https://пример.рф/путь'],
    ['https://例え.jp', 'https://例え.jp'],
    // Cyrillic characters that look like Latin ones.
    ['https://аррӏе.com/login', 'https://xn--80ak6aa92e.com/login'],
    ['https://pаypal.com?a#b', 'https://xn--pypal-4ve.com?a#b'],
    ['HTTPS://pаypal.com', 'HTTPS://xn--pypal-4ve.com'],
    ['https://ｅxample.com/', 'https://example.com/'],
    ['https://%67oogle.com/', 'https://google.com/'],
  ])('for %s is %s', (text, shown) => {
    expect(shownIn(text)).toEqual([shown]);
    expect(linksIn(text)).toEqual([text]);
  });
});

describe('the parts of a text', () => {
  const pieces = fc.constantFrom(
    ...['https://a.example', 'https://а.example', '(', ')', '.', '，', '\n', 'x', '@', '<b>', '🗺️'],
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((all) => all.join('')),
  );

  it('join to the original text, and each link leads to the written address', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = splitLinks(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const { text: shown, href } of parts) if (href !== undefined) expect(href).toBe(shown);
      }),
    );
  });
});
