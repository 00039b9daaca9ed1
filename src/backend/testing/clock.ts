/** A clock that stands still until a test moves it. */
export class Clock {
  time = Date.UTC(2026, 0, 1);
  readonly now = (): number => this.time;

  advance(ms: number): void {
    this.time += ms;
  }
}
