/** A loopback address of its own for each connection, since people come from different places. */
export const loopback = (index: number): string =>
  `127.1.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
