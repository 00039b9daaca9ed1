import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readPage } from '../builder/includes.ts';
import { strings } from './catalogue.ts';
import { LABELS } from './en/labels.ts';
import { looseTextInHtml, looseTextInScript } from './testing/loose-text.ts';

const UI = fileURLToPath(new URL('..', import.meta.url));

/** Strings that look like text and are not shown. */
const NOT_SHOWN = [
  // Keys of a keyboard (UI Events KeyboardEvent key values), and how a shortcut is written.
  ...['ArrowDown', 'ArrowUp', 'Home', 'End', 'Enter', 'Ctrl K'],
  // Names of algorithms and errors in Web standards.
  ...['Ed25519', 'QuotaExceededError', 'BarcodeDetector'],
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
    expect(page).toContain('SERVER.open');
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

  it('is written with typographic apostrophes, quotes and ellipses', () => {
    const all = [...leaves(LABELS), ...leaves(strings)];
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter(([, text]) => /['"]|\.\.\.| …|^\s|\s$/.test(text))).toEqual([]);
  });

  it('has one text for one label: a translation finds a label by its English text', () => {
    const labels = new Map<string, string[]>();
    for (const [path, text] of leaves(LABELS)) {
      labels.set(text, [...(labels.get(text) ?? []), path]);
    }
    const words = [...labels].filter(([text, paths]) => paths.length > 1 && text.includes('.'));
    expect(words).toEqual([]);
  });
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
