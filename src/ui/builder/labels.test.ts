import { describe, expect, it } from '@jest/globals';
import { embedStrings, fillHtml, fillJson } from './labels.ts';

const LABELS = { menu: { open: 'Open “A & B” <now>', greet: 'Hello {name}!', bad: 'Hi {nobody}' } };

describe('labels in HTML', () => {
  it('are escaped in text and in attribute values', () => {
    const html = '<a title="{{ menu.open }}">{{ menu.open }}</a>';
    const text = 'Open “A &#38; B” &#60;now&#62;';
    expect(fillHtml(html, LABELS)).toBe(`<a title="${text}">${text}</a>`);
  });

  it('contain elements in the place of placeholders', () => {
    expect(fillHtml('{{ menu.greet }}', LABELS)).toBe('Hello <bdi x-text="name"></bdi>!');
  });

  it('leave Alpine expressions alone', () => {
    const html = `<p :class="{ 'a': b }" x-text="row.text"></p>`;
    expect(fillHtml(html, LABELS)).toBe(html);
  });

  it.each([
    ['section', '{{ other.open }}', /no label for \{\{ other\.open \}\}/],
    ['name', '{{ menu.close }}', /no label for \{\{ menu\.close \}\}/],
    ['placeholder', '{{ menu.bad }}', /unknown placeholder \{nobody\}/],
  ])('are rejected when the %s is unknown', (_what, html, message) => {
    expect(() => fillHtml(html, LABELS)).toThrow(message);
  });
});

it('labels in a JSON document stay JSON', () => {
  const labels = { app: { name: 'The "Chat" \\ Co' } };
  const json = fillJson('{ "name": "{{ app.name }}" }', labels);
  expect(JSON.parse(json)).toEqual({ name: 'The "Chat" \\ Co' });
});

it('the strings of components are data that cannot end its script element', () => {
  const strings = { a: '</script><!-- $& "' };
  const html = embedStrings('<script type="application/json">"{{ strings }}"</script>', strings);
  const [, data = ''] = /json">(.*)<\/script>$/.exec(html) ?? [];
  expect(data).not.toContain('<');
  expect(JSON.parse(data)).toEqual(strings);
});
