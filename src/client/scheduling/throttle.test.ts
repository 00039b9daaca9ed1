import { expect, it } from '@jest/globals';
import { ManualClock } from '../testing/manual-clock.ts';
import { Throttle } from './throttle.ts';

const EVERY_MS = 1000;

function start() {
  const clock = new ManualClock();
  const runs: number[] = [];
  const begin = clock.now();
  const task = () => void runs.push(clock.now() - begin);
  const throttle = new Throttle({ clock, everyMs: EVERY_MS, task });
  return { clock, runs, throttle };
}

it('what is asked for once runs at once, and once', () => {
  const { clock, runs, throttle } = start();
  throttle.ask();
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0]);
});

it('what is asked for again and again runs at its pace, and once more after the last', () => {
  const { clock, runs, throttle } = start();
  for (let n = 0; n < 25; n++) {
    throttle.ask();
    clock.advance(100);
  }
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0, 1000, 2000, 3000]);
});

it('that is stopped runs no more', () => {
  const { clock, runs, throttle } = start();
  throttle.ask();
  throttle.ask();
  throttle.stop();
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0]);
});
