import { describe, expect, it } from '@jest/globals';
import { BuildError } from './build-error.ts';
import { toDefaultImport, toEsModule } from './without-helpers.ts';

describe('a CommonJS module as an ES module', () => {
  it('exports what was assigned to exports, by name and as its default', async () => {
    const source = 'exports.one = 1; exports.two = function () { return exports.one + 1; };';
    const code = Buffer.from(toEsModule(source)).toString('base64');
    const { default: all, one, two } = await import(`data:text/javascript;base64,${code}`);
    expect([one, two(), all.one]).toEqual([1, 2, 1]);
  });

  it('imports what it required', () => {
    const module = toEsModule("var other = require('other'); module.exports = other;");
    expect(module).toContain("import required0 from 'other';");
    expect(module).toContain('var other = required0;');
  });
});

it('a parser that is imported in another way stops the build', () => {
  expect(toDefaultImport("import * as parser from 'p';")).toBe("import parser from 'p';");
  expect(() => toDefaultImport("import parser from 'p';")).toThrow(BuildError);
});
