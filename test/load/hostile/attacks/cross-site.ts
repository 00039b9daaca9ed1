import { request } from 'node:http';
import { type Attack, again } from '../attack.ts';
import { attackAddress } from '../intruder.ts';

const AT_A_TIME = 20;
/** The headers of a browser for a fetch by another site's page that does not read the response. */
const HEADERS = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };

/**
 * Another site's page fetches from the relay to exhaust the connections of its visitor's address.
 */
export const CROSS_SITE: Attack = {
  unit: 'requests',
  enough: 400,
  gain: 'connections open',
  gainLimit: 0,
  run: (fixture) =>
    again(fixture, AT_A_TIME, async () => {
      fixture.counts.units++;
      const status = await statusOf(fixture.port);
      if (status === 200) fixture.counts.gains++;
      else fixture.counts.failures++;
    }),
};

const statusOf = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const path = '/socket.io/?EIO=4&transport=polling';
    const options = { host: '127.0.0.1', port, path, headers: HEADERS };
    request({ ...options, localAddress: attackAddress(), agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end();
  });
