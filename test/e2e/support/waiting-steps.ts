import type { Reporter, TestCase, TestResult, TestStep } from '@playwright/test/reporter';
import { report } from './report.ts';

/** A step that took longer waited for something, ms. The longest of a loaded machine take a tenth of it. */
const LONG_MS = 60_000;

const leaves = (step: TestStep): TestStep[] =>
  step.steps.length === 0 ? [step] : step.steps.flatMap(leaves);

const sum = (durations: readonly number[]): number =>
  durations.reduce((total, each) => total + each, 0);

const nameOf = (step: TestStep): string =>
  step.parent === undefined ? step.title : `${nameOf(step.parent)} › ${step.title}`;

const placeOf = ({ location }: TestStep): string =>
  location === undefined ? '' : ` (${location.file}:${location.line})`;

/** Prints at the end which steps of tests waited for a long time. No time limit fails a test, so that one may pass nevertheless. */
export default class WaitingSteps implements Reporter {
  readonly #lines: string[] = [];

  onTestEnd(test: TestCase, { duration, steps }: TestResult): void {
    for (const step of steps.flatMap(leaves)) {
      this.#note(test, step.duration, `${nameOf(step)}${placeOf(step)}`);
    }
    this.#note(test, duration - sum(steps.map((step) => step.duration)), 'outside of its steps');
  }

  onEnd(): void {
    for (const line of this.#lines) report(`waited for ${line}`);
  }

  #note({ title }: TestCase, duration: number, where: string): void {
    if (duration > LONG_MS)
      this.#lines.push(`${Math.round(duration / 1000)} s: ${title} › ${where}`);
  }
}
