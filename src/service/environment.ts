import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { StartError } from './start-error.ts';

/** Invalid settings, all of them at once. Never contains the value of a secret. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
  /** One line per invalid setting; each begins with the name of its variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Settings as strings, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The smallest and the largest allowed value of a whole number. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** The pattern of a string, and its description: `must be ${meaning}`. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly meaning: string;
}

const PORT_RANGE: IntegerRange = { min: 0, max: 65_535 };

type Issue = v.BaseIssue<unknown>;

const isIntegerIn =
  ({ min, max }: IntegerRange) =>
  (value: string): boolean =>
    /^-?\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max;

/** A whole number in decimal digits. */
export const integer = (range: IntegerRange) =>
  v.pipe(
    v.string(),
    v.check(isIntegerIn(range), ({ input }: Issue) => {
      const { min, max } = range;
      return `must be a whole number from ${min} to ${max}, not ${quote(input)}`;
    }),
    v.transform(Number),
  );

/** A TCP port; with 0 the system chooses a free one. */
export const port = () => integer(PORT_RANGE);

/** A string that matches a pattern. */
export const text = ({ pattern, meaning }: TextRule) =>
  v.pipe(
    v.string(),
    v.regex(pattern, ({ input }: Issue) => `must be ${meaning}, not ${quote(input)}`),
  );

/** One word of a closed list. */
export const oneOf = <const T extends string>(choices: readonly T[]) =>
  v.picklist(choices, ({ input }) => `must be one of ${choices.join(', ')}, not ${quote(input)}`);

/** A comma-separated list; blanks around its entries are dropped. */
export const list = ({ pattern, meaning }: TextRule) =>
  v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((entry) => entry.trim())),
    v.array(
      v.pipe(
        v.string(),
        v.regex(
          pattern,
          ({ input }: Issue) => `each entry must be ${meaning}, not ${quote(input)}`,
        ),
      ),
    ),
  );

/**
 * A string that error messages never quote, and that may also be in the file that NAME_FILE names.
 */
export const secret = ({ minLength }: { readonly minLength: number }) =>
  v.pipe(
    v.string(),
    v.minLength(minLength, ({ received }) => {
      return `must have ${minLength} characters or more, has ${received}`;
    }),
    v.metadata({ secret: true }),
  );

/** A schema per setting, by name. */
type Entries = Readonly<Record<string, v.GenericSchema>>;

/** The parsed settings, by name. */
export type Settings<E extends Entries> = { readonly [K in keyof E]: v.InferOutput<E[K]> };

/** A rule about several settings: a problem, if there is one. It sees only settings that are valid. */
export type SettingsRule<S> = (settings: Partial<S>) => string | undefined;

export interface ParseOptions<S> {
  readonly rules?: readonly SettingsRule<S>[];
  /** Values from the command line, which take precedence over variables. */
  readonly flags?: Variables;
}

/**
 * Parses settings and reports everything that is wrong with them at once. A variable that is empty
 * counts as not set.
 * @throws ConfigError with every problem
 */
export function parseSettings<const E extends Entries>(
  entries: E,
  variables: Variables,
  { rules = [], flags = {} }: ParseOptions<Settings<E>> = {},
): Settings<E> {
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  const settings: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const value =
      textOf(flags, name) ??
      (isSecret(entry) ? secretValue(variables, name, report) : textOf(variables, name));
    const result = v.safeParse(entry, value);
    if (result.success) settings[name] = result.output;
    for (const { message } of result.issues ?? []) report(`${name} ${message}`);
  }
  for (const rule of rules) {
    const problem = rule(settings as Partial<Settings<E>>);
    if (problem !== undefined) report(problem);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return settings as Settings<E>;
}

/** Whether a setting, optional or not, is a secret. */
function isSecret(entry: v.GenericSchema): boolean {
  const schema = 'wrapped' in entry ? (entry.wrapped as v.GenericSchema) : entry;
  return v.getMetadata(schema)['secret'] === true;
}

function textOf(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === '' ? undefined : value;
}

/** The final line break of a file is removed. */
function secretValue(
  variables: Variables,
  name: string,
  report: (problem: string) => void,
): string | undefined {
  const value = textOf(variables, name);
  const file = textOf(variables, `${name}_FILE`);
  if (file === undefined) return value;
  if (value !== undefined) {
    report(`${name} and ${name}_FILE are both set; set one`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    report(`${name}_FILE cannot be read: ${reasonOf(error)}`);
    return undefined;
  }
}

function quote(value: unknown): string {
  const whole = String(value);
  return JSON.stringify(whole.length > 64 ? `${whole.slice(0, 64)}…` : whole);
}

/** The system's code (ENOENT, EACCES …): the message would repeat the path, which may be private. */
function reasonOf(error: unknown): string {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  return known ? String(error.code) : 'unknown reason';
}
