/** A separate loopback address for each connection, because people have different addresses. */
export const loopback = (index: number): string =>
  `127.1.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
