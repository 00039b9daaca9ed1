import { type Module, parse } from '@swc/core';

/** Elements and attributes with values that may contain any character but a double quote. */
const TAG = /<\/?[a-zA-Z][\w-]*(?:\s+[^\s"=<>/]+(?:="[^"]*")?)*\s*\/?>/g;
const ATTRIBUTE = /\s([^\s"=<>/]+)="([^"]*)"/g;
const LABEL = /\{\{ [\w.]+ \}\}/g;
const ALPHABETIC = /\p{L}/u;
/** Attributes that people read or hear. */
const READ =
  /^(?:alt|aria-label|aria-description|aria-roledescription|aria-valuetext|placeholder|title|label|content)$/;
/** Attributes that hold Alpine expressions. */
const EXPRESSION = /^(?:x-|[:@])/;
/** Of `content`, only the description is read. */
const TECHNICAL_CONTENT = /^(?:width=|light dark$|#)/;
const QUOTED = /'([^']*)'/g;

/** A string that is more than a name: several words, or a capitalised one. */
const isSentence = (text: string): boolean =>
  /\p{L}[\p{L}’']*[ ,]+\p{L}/u.test(text) || /^\P{L}*\p{Lu}\p{Ll}/u.test(text);

/** What a page's HTML would show that is no label: text, attribute values, strings in expressions. */
export function looseTextInHtml(html: string): string[] {
  const withoutComments = html.replace(/<!--.*?-->/gs, '').replace(/<!doctype[^>]*>/i, '');
  const tags = [...withoutComments.matchAll(TAG)].map(([tag]) => tag);
  const values = tags
    .flatMap((tag) => [...tag.matchAll(ATTRIBUTE)])
    .flatMap(([, name = '', value = '']) => {
      if (EXPRESSION.test(name)) {
        return [...value.matchAll(QUOTED)].map(([, text = '']) => text).filter(isSentence);
      }
      return READ.test(name) && !TECHNICAL_CONTENT.test(value) ? [value] : [];
    });
  const texts = withoutComments.replace(TAG, '\n').split('\n');
  return [...texts, ...values]
    .map((text) => text.replace(LABEL, '').trim())
    .filter((text) => ALPHABETIC.test(text));
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Where strings are addressed to developers, or name modules. */
const SKIPPED = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration']);
const isErrorClass = (callee: unknown): boolean =>
  isNode(callee) && typeof callee['value'] === 'string' && callee['value'].endsWith('Error');

function collect(value: unknown, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (!isNode(value)) return;
  const { type, callee, source } = value;
  if (SKIPPED.has(String(type)) && isNode(source)) return;
  if (type === 'NewExpression' && isErrorClass(callee)) return;
  if (String(type).startsWith('Ts')) {
    collect(value['expression'], found);
    return;
  }
  if (type === 'StringLiteral') found.push(String(value['value']));
  if (type === 'TemplateElement') found.push(String(value['cooked'] ?? value['raw']));
  for (const child of Object.values(value)) collect(child, found);
}

/** The strings of a TypeScript file that read like text for people. */
export async function looseTextInScript(source: string): Promise<string[]> {
  const tree: Module = await parse(source, { syntax: 'typescript' });
  const found: string[] = [];
  collect(tree.body, found);
  return found.filter(isSentence);
}
