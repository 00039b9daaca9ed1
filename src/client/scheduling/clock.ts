/** Time, as a client sees it. Tests move it by hand. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Runs a task once after a delay, ms; returns a function that cancels it. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
