import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONNECTIONS_PER_ADDRESS } from '../../src/protocol/limits.ts';
import { expect, test } from './support/fixture.ts';

test('another site cannot use up the connections of its visitor', async ({ newPerson, site }) => {
  const person = await newPerson();
  const { page } = person;
  // A different site by browsers' rules, and a secure context like localhost, which sends
  // Sec-Fetch-Site.
  const other = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>Another site</title>');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const visited = await page.context().newPage();
  let requests = 0;
  visited.on('request', (request) => {
    if (request.url().includes('/socket.io/')) requests++;
  });
  await visited.goto(`http://127.0.0.1:${port}/`);
  const count = CONNECTIONS_PER_ADDRESS + 105;
  await visited.evaluate(
    async ([address, times]) => {
      const one = () => fetch(String(address), { mode: 'no-cors' }).catch(() => undefined);
      await Promise.all(Array.from({ length: Number(times) }, one));
    },
    [`${site.address}/socket.io/?EIO=4&transport=polling`, count],
  );
  expect(requests).toBe(count);
  await new Promise((resolve) => other.close(resolve));
  await person.signIn('alice');
});
