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

it('a task that is requested once runs immediately, and once', () => {
  const { clock, runs, throttle } = start();
  throttle.ask();
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0]);
});

it('a task that is requested repeatedly runs at its interval, and once after the last request', () => {
  const { clock, runs, throttle } = start();
  for (let n = 0; n < 25; n++) {
    throttle.ask();
    clock.advance(100);
  }
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0, 1000, 2000, 3000]);
});

it('a stopped throttle does not run again', () => {
  const { clock, runs, throttle } = start();
  throttle.ask();
  throttle.ask();
  throttle.stop();
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0]);
});

it('a throttle may be stopped before its first request, and used again after it', () => {
  const { clock, runs, throttle } = start();
  throttle.stop();
  throttle.ask();
  throttle.ask();
  throttle.stop();
  throttle.ask();
  clock.advance(10 * EVERY_MS);
  expect(runs).toEqual([0, 0]);
});
