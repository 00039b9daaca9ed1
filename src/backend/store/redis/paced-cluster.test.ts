import { afterEach, expect, it, jest } from '@jest/globals';
import { Cluster } from 'ioredis';
import { PacedCluster } from './paced-cluster.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it('a client of a cluster looks for the slots at once, and then pauses: all who ask meanwhile share one look', async () => {
  const looks = jest.spyOn(Cluster.prototype, 'refreshSlotsCache');
  const cluster = new PacedCluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
  const ask = () => new Promise((resolve) => cluster.refreshSlotsCache(resolve));
  const answers = Array.from({ length: 20 }, ask);
  expect(looks).toHaveBeenCalledTimes(1);
  for (const answer of await Promise.all(answers)) expect(answer).toBeInstanceOf(Error);
  expect(looks).toHaveBeenCalledTimes(2);
  const more = [ask(), ask()];
  expect(looks).toHaveBeenCalledTimes(2);
  await Promise.all(more);
  expect(looks).toHaveBeenCalledTimes(3);
});
