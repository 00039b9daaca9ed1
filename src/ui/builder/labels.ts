import { BuildError } from './build-error.ts';

/** The text of a page, by section and name. */
export type Labels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where a page's source has a label: `{{ section.name }}`. */
const LABEL = /\{\{ (\w+)\.(\w+) \}\}/g;

/** What a `{placeholder}` inside a label becomes. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '{name}': '<bdi x-text="name"></bdi>',
  '{inviter}': '<bdi x-text="inviter"></bdi>',
  '{contact}': '<bdi x-text="contact"></bdi>',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const toHtml = (label: string): string =>
  escapeHtml(label).replace(/\{\w+\}/g, (name) => {
    const element = PLACEHOLDERS[name];
    if (element === undefined) throw new BuildError(`A label has the unknown placeholder ${name}.`);
    return element;
  });

function fill(source: string, labels: Labels, encode: (label: string) => string): string {
  return source.replace(LABEL, (written, section: string, name: string) => {
    const label = labels[section]?.[name];
    if (label === undefined) throw new BuildError(`There is no label for ${written}.`);
    return encode(label);
  });
}

/**
 * Writes the labels into HTML, as text or within attribute values.
 * @throws BuildError when a label or a placeholder is unknown
 */
export const fillHtml = (html: string, labels: Labels): string => fill(html, labels, toHtml);

/** Writes the labels into the string values of a JSON document. @throws BuildError */
export const fillJson = (json: string, labels: Labels): string =>
  fill(json, labels, (label) => JSON.stringify(label).slice(1, -1));

/** Where a page's source has the text of its components, as data. */
const STRINGS = '"{{ strings }}"';

/** JSON for a script element, which ends at the first `</script`. */
const toScript = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/** Writes the text of components into HTML; bundle.ts has scripts read it there. */
export const embedStrings = (html: string, strings: unknown): string =>
  html.replace(STRINGS, () => toScript(strings));
