/** Something that collects work during one turn of the event loop. */
export interface Collector {
  flush(): void;
}

let due: Collector[] = [];

/** Flushes a collector at the end of this turn of the event loop: one timer serves all of them. */
export function flushAtEndOfTurn(collector: Collector): void {
  if (due.length === 0) setImmediate(flushAll);
  due.push(collector);
}

function flushAll(): void {
  const collectors = due;
  due = [];
  for (const collector of collectors) collector.flush();
}
