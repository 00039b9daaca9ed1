import { readFileSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** Wrong settings, all of them at once. Never holds the value of a secret. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
  /** One line per wrong setting; each begins with the name of its variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Settings as text, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Least and greatest value of a whole number, both allowed. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** What a text must look like, and how to say so: `must be ${meaning}`. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly meaning: string;
}

const PORT_RANGE: IntegerRange = { min: 0, max: 65_535 };

/**
 * Reads settings one by one and collects what is wrong, so that a person who starts a process
 * learns of every mistake at once. A variable that is empty counts as not set.
 */
export class EnvironmentReader {
  readonly #variables: Variables;
  readonly #flags: Variables;
  readonly #problems: string[] = [];

  constructor(variables: Variables, flags: Variables) {
    this.#variables = variables;
    this.#flags = flags;
  }

  /** A TCP port; 0 lets the system choose a free one. */
  port(name: string, fallback: number): number {
    return this.integer(name, fallback, PORT_RANGE);
  }

  /** A whole number in decimal digits. */
  integer(name: string, fallback: number, { min, max }: IntegerRange): number {
    const value = this.#value(name);
    if (value === undefined) return fallback;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.problem(name, `must be a whole number from ${min} to ${max}, not ${quote(value)}`);
    return fallback;
  }

  /** A text; with a rule, one that matches it. */
  text(name: string, fallback: string, rule?: TextRule): string {
    const value = this.#value(name);
    if (value === undefined) return fallback;
    if (rule === undefined || rule.pattern.test(value)) return value;
    this.problem(name, `must be ${rule.meaning}, not ${quote(value)}`);
    return fallback;
  }

  /** One word of a closed list. */
  oneOf<const T extends string>(name: string, fallback: NoInfer<T>, choices: readonly T[]): T {
    const value = this.#value(name);
    if (value === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    this.problem(name, `must be one of ${choices.join(', ')}, not ${quote(value)}`);
    return fallback;
  }

  /** A comma list; blanks around the entries are dropped. Not set: an empty list. */
  list(name: string, rule?: TextRule): readonly string[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    const entries = value.split(',').map((entry) => entry.trim());
    const wrong = entries.filter((entry) => entry === '' || rule?.pattern.test(entry) === false);
    for (const entry of wrong) {
      this.problem(name, `each entry must be ${rule?.meaning ?? 'a text'}, not ${quote(entry)}`);
    }
    return wrong.length === 0 ? entries : [];
  }

  /**
   * A secret from NAME, or from the file that NAME_FILE names (its last line end is dropped).
   * Problems never show the value.
   */
  secret(name: string, { minLength }: { readonly minLength: number }): string | undefined {
    const secret = this.#secretValue(name);
    if (secret === undefined || secret.length >= minLength) return secret;
    this.problem(name, `must have ${minLength} characters or more, has ${secret.length}`);
    return undefined;
  }

  /** Notes a problem that only the caller can see, such as two settings that exclude each other. */
  problem(name: string, what: string): void {
    this.#problems.push(`${name} ${what}`);
  }

  /** Call once after the last setting. @throws ConfigError with every problem. */
  done(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  #value(name: string): string | undefined {
    const value = (this.#flags[name] ?? this.#variables[name])?.trim();
    return value === '' ? undefined : value;
  }

  #secretValue(name: string): string | undefined {
    const value = this.#value(name);
    const file = this.#value(`${name}_FILE`);
    if (file === undefined) return value;
    if (value !== undefined) {
      this.problem(name, `and ${name}_FILE are both set; set one`);
      return undefined;
    }
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      this.problem(`${name}_FILE`, `cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }
}

/** A reader over `process.env`; what flags of the command line say goes before it. */
export function readEnvironment(variables: Variables, flags: Variables = {}): EnvironmentReader {
  return new EnvironmentReader(variables, flags);
}

function quote(value: string): string {
  const short = value.length > 64 ? `${value.slice(0, 64)}…` : value;
  return JSON.stringify(short);
}

/** The system's code (ENOENT, EACCES …): the message would repeat the path, which may be private. */
function reasonOf(error: unknown): string {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  return known ? String(error.code) : 'unknown reason';
}
