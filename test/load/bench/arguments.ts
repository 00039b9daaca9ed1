import { PARTS, type PartName, PLANS, type Plan } from './plan.ts';
import { SYSTEM_NAMES } from './system.ts';

const NUMBERS = ['rounds', 'seconds', 'rate'] as const;

/** What the bench is to measure. */
export interface Task {
  readonly parts: readonly PartName[];
  readonly plan: Plan;
}

/**
 * Reads `[quick] [PART…] [pods=N,…] [systems=NAME,…] [rounds=N] [seconds=N] [rate=N]`.
 * @throws RangeError for anything else
 */
export function readArguments(args: readonly string[]): Task {
  const parts: PartName[] = [];
  let plan: Plan = args.includes('quick') ? PLANS.quick : PLANS.full;
  for (const arg of args) {
    const part = PARTS.find((name) => name === arg);
    if (part !== undefined) parts.push(part);
    else if (arg !== 'quick') plan = { ...plan, ...readSetting(arg) };
  }
  return { parts: parts.length > 0 ? parts : PARTS, plan };
}

function readSetting(arg: string): Partial<Plan> {
  const [name, value = ''] = arg.split('=');
  const values = value.split(',');
  if (name === 'pods') return { pods: values.map((count) => positive(arg, count)) };
  if (name === 'systems') return { systems: values.map((system) => oneOf(SYSTEM_NAMES, system)) };
  return { [oneOf(NUMBERS, name)]: positive(arg, value) };
}

function positive(arg: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new RangeError(`not a positive number: ${arg}`);
}

function oneOf<T extends string>(known: readonly T[], name: string | undefined): T {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  throw new RangeError(`unknown: ${name}; known are ${[...known, ...PARTS].join(', ')}`);
}
