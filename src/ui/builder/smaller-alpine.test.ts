import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BuildError } from './build-error.ts';
import { readPage } from './includes.ts';
import { UNUSED_NAMES, withoutUnusedParts } from './smaller-alpine.ts';

const SOURCE = fileURLToPath(new URL('../browser', import.meta.url));
const ALPINE = createRequire(import.meta.url).resolve('@alpinejs/csp/dist/module.esm.js');

/** Names that a part defines for all of the module. */
const definedIn = (part: string): string[] =>
  [...part.matchAll(/^(?:async )?(?:function|var|let|const) ([\w$]+)/gm)].flatMap(
    ([, name]) => name ?? [],
  );

/** Names of removed functions that are also names of methods, exports or properties. */
const ELSEWHERE: ReadonlySet<string> = new Set(['get', 'set', 'Alpine']);

/** The parser of Alpine's module. */
function parserOf(alpine: string): (expression: string) => unknown {
  const part = alpine
    .split(/^(?=\/\/ packages\/)/m)
    .find((each) => each.includes('csp/src/parser.js'));
  return new Function(
    'expression',
    `${part}
    return new Parser(new Tokenizer(expression).tokenize()).parse();`,
  ) as ReturnType<typeof parserOf>;
}

/** Alpine's evaluator of expressions. */
function evaluatorOf(alpine: string): (expression: string, scope: object) => unknown {
  const parts = alpine.split(/^(?=\/\/ packages\/)/m);
  const part = parts.filter((each) => /^.* packages\/csp\/src\/parser\.js$/m.test(each));
  return new Function(
    'expression',
    'scope',
    `class HTMLIFrameElement {}
    class HTMLScriptElement {}
    ${part.join('')}
    return generateRuntimeFunction(expression)({ scope });`,
  ) as ReturnType<typeof evaluatorOf>;
}

/** The operators with two operands in an expression that was parsed. */
function operatorsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, operator } = node as { type?: string; operator?: string };
  const own = type === 'BinaryExpression' && operator !== undefined ? [operator] : [];
  return [...own, ...Object.values(node).flatMap(operatorsIn)];
}

/** What the directives of a page's HTML evaluate; `x-model` also assigns to its expression. */
function expressionsIn(html: string): string[] {
  const attributes = html.matchAll(/\s(x-|:|@)([\w.:-]+)="([^"]*)"/g);
  return [...attributes].flatMap(([, prefix = '', name = '', value = '']) => {
    if (prefix === 'x-' && (name === 'ref' || name === 'content')) return [];
    if (prefix === 'x-' && name === 'for') return value.split(' in ').slice(1);
    return prefix === 'x-' && name === 'model' ? [value, `${value} = placeholder`] : [value];
  });
}

describe('the Alpine of the page', () => {
  it('lacks nothing that the markup or a component uses', async () => {
    const names = (await readdir(SOURCE, { recursive: true })).filter((name) =>
      /\.(?:html|ts)$/.test(name),
    );
    const markup = await Promise.all(names.map((name) => readFile(`${SOURCE}/${name}`, 'utf8')));
    expect(names.length).toBeGreaterThan(3);
    for (const name of UNUSED_NAMES) {
      expect([
        name,
        markup.filter((text) =>
          new RegExp(`(?<![\\w-])${name.replace('$', '[$]')}(?![\\w-])`).test(text),
        ),
      ]).toEqual([name, []]);
    }
  });

  it('parses every expression of the markup, and no other syntax', async () => {
    const parse = parserOf(withoutUnusedParts(await readFile(ALPINE, 'utf8')));
    const names = await readdir(SOURCE, { recursive: true });
    const html = await Promise.all(
      names
        .filter((name) => name.endsWith('.html'))
        .map((name) => readFile(`${SOURCE}/${name}`, 'utf8')),
    );
    const expressions = html.flatMap(expressionsIn);
    expect(expressions.length).toBeGreaterThan(300);
    for (const expression of expressions) expect(parse(expression)).toHaveProperty('type');
    const evaluate = evaluatorOf(withoutUnusedParts(await readFile(ALPINE, 'utf8')));
    const operators = new Set(expressions.flatMap((each) => operatorsIn(parse(each))));
    expect(operators.size).toBeGreaterThan(3);
    for (const operator of operators) {
      expect(() => evaluate(`one ${operator} two`, { one: 1, two: 2 })).not.toThrow();
    }
    expect(() => evaluate('one < two', { one: 1, two: 2 })).toThrow('Unknown binary operator');
    for (const other of ['[1]', '{ a: 1 }', 'a[0]', 'a + 1', 'a++', '// a']) {
      expect(() => parse(other)).toThrow();
    }
  });

  it('binds fields with no other modifier than a number', async () => {
    const page = await readPage(SOURCE);
    const uses = [...page.matchAll(/ x-model([.\w]*)=/g)].map(([, modifiers]) => modifiers);
    expect(uses.length).toBeGreaterThan(10);
    expect(new Set(uses)).toEqual(new Set(['', '.number']));
  });

  it('lets no expression use a global variable', async () => {
    const evaluate = evaluatorOf(withoutUnusedParts(await readFile(ALPINE, 'utf8')));
    expect(evaluate('value.text', { value: { text: 'its own' } })).toBe('its own');
    const names = Object.getOwnPropertyNames(globalThis).filter((name) =>
      ['object', 'function'].includes(typeof Reflect.get(globalThis, name)),
    );
    expect(names).toEqual(expect.arrayContaining(['globalThis', 'Math', 'fetch', 'performance']));
    for (const name of names) {
      const value: unknown = Reflect.get(globalThis, name);
      if (value === null) continue;
      expect(() => evaluate('value', { value })).toThrow('Accessing global variables');
    }
  });

  it('is smaller, and refers to nothing that was removed', async () => {
    const whole = await readFile(ALPINE, 'utf8');
    const smaller = withoutUnusedParts(whole);
    expect(whole.length - smaller.length).toBeGreaterThan(10_000);
    const kept = new Set(definedIn(smaller));
    const removed = definedIn(whole).filter((name) => !kept.has(name));
    expect(removed).toContain('performTransition');
    const code = smaller.replaceAll(/\/\/.*$|"[^"]*"/gm, '');
    const isUsed = (name: string): boolean =>
      new RegExp(`(?<![\\w$.-])${name.replace('$', '[$]')}(?![\\w$-])`).test(code);
    const referred = removed.filter((name) => isUsed(name) && !ELSEWHERE.has(name));
    expect(referred).toEqual([]);
  });

  it('names its properties of elements as no element does', async () => {
    const whole = await readFile(ALPINE, 'utf8');
    const names = new Set(whole.match(/\b_x_\w+/g));
    const smaller = withoutUnusedParts(whole);
    expect(smaller).not.toMatch(/\b_x_/);
    const own = new Set(smaller.match(/(?<=\.)_[\da-z]{1,2}\b/g));
    expect(own.size).toBeGreaterThan(names.size / 2);
  });

  it('stops the build when it is laid out in another way', () => {
    expect(() => withoutUnusedParts('var Alpine = {};')).toThrow(BuildError);
  });

  it('stops the build when code that it changes is written in another way', async () => {
    const whole = await readFile(ALPINE, 'utf8');
    expect(() => withoutUnusedParts(whole.replaceAll('if (true)', 'if (1)'))).toThrow(BuildError);
  });
});
