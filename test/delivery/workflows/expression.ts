/** The possible values of a workflow's expression. */
export type Value = string | number | boolean | null;
/** The values of names such as `github.event.pull_request.number`. */
export interface Context {
  readonly [name: string]: Value | Context | undefined;
}
/** `always()`, `failure()` and other functions. */
export type Functions = Readonly<Record<string, () => Value>>;

/** An expression that the test runner does not support; GitHub might. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(&&|\|\||==|!=|[!()])|([\w-]+(?:\.[\w-]+)*)|(\S))/gy;
const NUMBER = /^-?\d+(\.\d+)?$/;

type Token = { readonly text: string } | { readonly sign: string } | { readonly word: string };

function tokensOf(source: string): Token[] {
  return [...source.trimEnd().matchAll(TOKEN)].map(([, text, sign, word, other]) => {
    if (text !== undefined) return { text: text.replaceAll("''", "'") };
    if (sign !== undefined) return { sign };
    if (word !== undefined) return { word };
    throw new ExpressionError(`${source}: ${other} is not understood`);
  });
}

/** As on GitHub: null, zero and the empty string are false. */
export const isTrue = (value: Value): boolean =>
  !(value === null || value === false || value === 0 || value === '');

/** String comparison ignores case. */
const isEqual = (a: Value, b: Value): boolean =>
  typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;

function lookUp(path: string, context: Context): Value {
  let found: Value | Context | undefined = context;
  const [first = '', ...rest] = path.split('.');
  if (!(first in context)) throw new ExpressionError(`The rehearsal has no context ${first}`);
  for (const step of [first, ...rest]) {
    found = typeof found === 'object' && found !== null ? found[step] : undefined;
  }
  if (typeof found === 'object' && found !== null) throw new ExpressionError(`${path} is no value`);
  return found ?? null;
}

/** A parser of one expression, by ascending precedence of operators. */
class Reader {
  readonly #tokens: Token[];
  readonly #context: Context;
  readonly #functions: Functions;

  constructor(source: string, context: Context, functions: Functions) {
    this.#tokens = tokensOf(source);
    this.#context = context;
    this.#functions = functions;
  }

  whole(): Value {
    const value = this.#either();
    if (this.#tokens.length > 0) throw new ExpressionError('something follows the expression');
    return value;
  }

  #takes(...signs: readonly string[]): string | undefined {
    const next = this.#tokens[0];
    if (next === undefined || !('sign' in next) || !signs.includes(next.sign)) return undefined;
    this.#tokens.shift();
    return next.sign;
  }

  #either(): Value {
    let value = this.#both();
    while (this.#takes('||') !== undefined) {
      const other = this.#both();
      value = isTrue(value) ? value : other;
    }
    return value;
  }

  #both(): Value {
    let value = this.#comparison();
    while (this.#takes('&&') !== undefined) {
      const other = this.#comparison();
      value = isTrue(value) ? other : value;
    }
    return value;
  }

  #comparison(): Value {
    const value = this.#one();
    const sign = this.#takes('==', '!=');
    return sign === undefined ? value : isEqual(value, this.#one()) === (sign === '==');
  }

  #one(): Value {
    if (this.#takes('!') !== undefined) return !isTrue(this.#one());
    if (this.#takes('(') !== undefined) {
      const value = this.#either();
      if (this.#takes(')') === undefined) throw new ExpressionError('a bracket stays open');
      return value;
    }
    const token = this.#tokens.shift();
    if (token !== undefined && 'text' in token) return token.text;
    if (token !== undefined && 'word' in token) return this.#word(token.word);
    throw new ExpressionError('an expression ends too early');
  }

  #word(word: string): Value {
    if (this.#takes('(') !== undefined) {
      const call = this.#functions[word];
      if (call === undefined || this.#takes(')') === undefined) {
        throw new ExpressionError(`${word}(…) is not understood`);
      }
      return call();
    }
    if (word === 'true' || word === 'false') return word === 'true';
    if (NUMBER.test(word)) return Number(word);
    return lookUp(word, this.#context);
  }
}

/** Evaluates an expression. @throws ExpressionError */
export function evaluate(source: string, context: Context, functions: Functions = {}): Value {
  return new Reader(source, context, functions).whole();
}

/** Replaces every `${{ … }}` in a text by its value. @throws ExpressionError */
export function interpolate(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, source: string) =>
    String(evaluate(source, context) ?? ''),
  );
}
