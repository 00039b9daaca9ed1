import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readPage } from '../builder/includes.ts';
import { strings } from './catalogue.ts';
import { LABELS } from './en/labels.ts';
import { ENGLISH, LANGUAGES } from './languages.ts';
import { looseTextInHtml, looseTextInScript } from './testing/loose-text.ts';

const UI = fileURLToPath(new URL('..', import.meta.url));

/** Strings that look like text and are not shown. */
const NOT_SHOWN = [
  // Keys of a keyboard (UI Events KeyboardEvent key values), and how a shortcut is written.
  ...['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter', 'Tab', 'Escape'],
  'Ctrl K',
  // A selector.
  '.composer textarea',
  // Names of algorithms and errors in Web standards.
  ...['Ed25519', 'QuotaExceededError', 'BarcodeDetector'],
  // Attributes of a cookie (RFC 6265, 4.1).
  ...['; Path=/; Max-Age=', '; SameSite=Strict', '; Secure'],
  // First bytes and brands of files (files/media-type.ts), and a type of the HTML drag and drop API.
  ...['\x1aEß£', 'OggS', 'OpusHead', 'Files'],
  // A media query, and the value of a link's `rel`.
  ...['not all', 'noopener noreferrer'],
];

let html = '';
let scripts: (readonly [file: string, source: string])[] = [];

beforeAll(async () => {
  html = await readPage(join(UI, 'browser'));
  const entries = await readdir(join(UI, 'browser'), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
    .filter(({ parentPath }) => !parentPath.endsWith('/testing'))
    .map((entry) => join(entry.parentPath, entry.name));
  scripts = await Promise.all(
    paths.map(async (path) => [path.slice(UI.length), await readFile(path, 'utf8')] as const),
  );
});

/** `['state.sent', 'Sent']` and so on. */
function leaves(value: object, path = ''): (readonly [path: string, text: string])[] {
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string'
      ? [[`${path}${key}`, child] as const]
      : leaves(child, `${path}${key}.`),
  );
}

describe('the text on screen', () => {
  it('comes from the catalogue, in the HTML', () => {
    expect(html).toContain('{{ signIn.start }}');
    expect(looseTextInHtml(html)).toEqual([]);
  });

  it('comes from the catalogue, in components', async () => {
    expect(scripts.length).toBeGreaterThan(40);
    const loose = await Promise.all(
      scripts.map(async ([file, source]) => {
        const found = await looseTextInScript(source);
        return found.filter((text) => !NOT_SHOWN.includes(text)).map((text) => `${file}: ${text}`);
      }),
    );
    expect(loose.flat()).toEqual([]);
  });

  it('comes from the catalogue, on pages that the server writes', async () => {
    const source = await readFile(join(UI, 'server/plain-pages.ts'), 'utf8');
    const [page = ''] = /<!doctype[^`]*/.exec(source) ?? [];
    expect(page).toContain('server.open');
    expect(looseTextInHtml(page.replace(/\$\{[^}]*\}/g, ''))).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has no label that the HTML does not use', () => {
    const manifest = ['app.name', 'app.summary'];
    const unused = leaves(LABELS).filter(
      ([path]) => !html.includes(`{{ ${path} }}`) && !manifest.includes(path),
    );
    expect(unused).toEqual([]);
  });

  it('has no string that no component uses', () => {
    const source = scripts.map(([, text]) => text).join('\n');
    const isUsed = (path: string): boolean => {
      const [first, ...rest] = path.replace(/\.(one|two|few|many|other|zero)$/, '').split('.');
      const steps = rest.map((key) => `(?:\\.${key}\\b|\\[[^\\]]+\\])`);
      return new RegExp(`strings\\.${first}\\b${steps.join('')}`).test(source);
    };
    const unused = leaves(strings).filter(([path]) => path !== 'locale' && !isUsed(path));
    expect(unused).toEqual([]);
  });
});

const PLACEHOLDER = /\{\w+\}/g;
const withoutPlurals = (path: string): string =>
  path.replace(/\.(zero|one|two|few|many|other)$/, '');
const isPlural = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && 'other' in value;

/** Texts with plural forms, by path. */
function plurals(value: object, path = ''): (readonly [path: string, forms: object])[] {
  return Object.entries(value).flatMap(([key, child]) => {
    if (typeof child === 'string') return [];
    return isPlural(child) ? [[`${path}${key}`, child]] : plurals(child, `${path}${key}.`);
  });
}

describe.each(LANGUAGES.map((language) => [language.name, language] as const))(
  'the catalogue in %s',
  (_name, { tag, translation }) => {
    const texts = leaves(translation);
    const english = new Map(leaves(ENGLISH.translation).map(([path, text]) => [path, text]));

    it('has the texts of the English one, and no others', () => {
      const paths = (all: Iterable<string>) => [...new Set([...all].map(withoutPlurals))].sort();
      expect(texts.length).toBeGreaterThan(250);
      expect(paths(texts.map(([path]) => path))).toEqual(paths(english.keys()));
    });

    it('has the same placeholders in each text', () => {
      const used = (text: string): string =>
        [...new Set(text.match(PLACEHOLDER) ?? [])].sort().join();
      const differing = texts.filter(([path, text]) => {
        const original = english.get(path) ?? english.get(`${withoutPlurals(path)}.other`) ?? '';
        return used(text) !== used(original);
      });
      expect(differing).toEqual([]);
    });

    it('has every plural form of the language, and no others', () => {
      const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
      const found = plurals(translation);
      expect(found.length).toBeGreaterThan(4);
      for (const [path, forms] of found) {
        expect([path, ...Object.keys(forms).sort()]).toEqual([path, ...pluralCategories.sort()]);
      }
    });

    it('is formatted in its own locale', () => {
      const [locale] = Intl.DateTimeFormat.supportedLocalesOf(translation.messages.locale);
      expect(new Intl.Locale(locale ?? 'und').language).toBe(tag);
    });

    it('is written with typographic apostrophes, quotes and ellipses', () => {
      expect(texts.filter(([, text]) => /['"]|\.\.\.| …|^\s|\s$/.test(text))).toEqual([]);
    });
  },
);

it('a translated sentence is not the English one', () => {
  const english = new Map(leaves(ENGLISH.translation).map(([path, text]) => [path, text]));
  for (const { name, translation } of LANGUAGES.slice(1)) {
    const same = leaves(translation).filter(
      ([path, text]) => text.split(' ').length > 3 && english.get(path) === text,
    );
    expect([name, same]).toEqual([name, []]);
  }
});

describe('the check itself', () => {
  it.each([
    ['text', '<p>Hello</p>', 'Hello'],
    ['text beside a label', '<p>{{ a.b }} today</p>', 'today'],
    ['text around an element', '<p>Leave <bdi x-text="name"></bdi>?</p>', 'Leave'],
    ['an attribute', '<button aria-label="Close"></button>', 'Close'],
    ['a placeholder', '<input placeholder="Find a person">', 'Find a person'],
    ['a description', '<meta name="description" content="A chat.">', 'A chat.'],
    ['a string in an expression', `<p :title="a ? 'Not now' : b"></p>`, 'Not now'],
    ['text after an expression with >', '<p :hidden="a > 0">Many</p>', 'Many'],
  ])('finds %s in HTML', (_what, source, text) => {
    expect(looseTextInHtml(source)).toEqual([text]);
  });

  it.each([
    ['a sentence', `const a = 'Nobody is here';`, 'Nobody is here'],
    ['a word', `const a = { b: 'Online' };`, 'Online'],
    ['a template', 'const a = `You: $' + '{b}`;', 'You: '],
    ['what follows a value', 'const a = `$' + '{b} is away`;', ' is away'],
    ['an argument', `announce('Message sent');`, 'Message sent'],
    ['a cast', `const a = 'Not here' as string;`, 'Not here'],
  ])('finds %s in a script', async (_what, source, text) => {
    expect(await looseTextInScript(source)).toEqual([text]);
  });

  it('passes over what nobody reads', async () => {
    const technical = `<meta name="theme-color" content="#fff"><p class="big card" x-text="a === 'sign-in'">{{ a.b }}</p>`;
    expect(looseTextInHtml(technical)).toEqual([]);
    const script = `import a from './Some thing.ts'; throw new TypeError('A bug here'); type A = 'No way'; b('click');`;
    expect(await looseTextInScript(script)).toEqual([]);
  });
});
