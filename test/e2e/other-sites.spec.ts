import { CONNECTIONS_PER_ADDRESS } from '../../src/protocol/limits.ts';
import { expect, test } from './support/fixture.ts';
import { startOtherSite } from './support/other-site.ts';

test('another site cannot use up the connections of its visitor', async ({ newPerson, site }) => {
  const person = await newPerson();
  const { page } = person;
  const other = await startOtherSite();
  const visited = await page.context().newPage();
  let requests = 0;
  visited.on('request', (request) => {
    if (request.url().includes('/socket.io/')) requests++;
  });
  await visited.goto(other.address);
  const count = CONNECTIONS_PER_ADDRESS + 105;
  await visited.evaluate(
    async ([address, times]) => {
      const one = () => fetch(String(address), { mode: 'no-cors' }).catch(() => undefined);
      await Promise.all(Array.from({ length: Number(times) }, one));
    },
    [`${site.address}/socket.io/?EIO=4&transport=polling`, count],
  );
  expect(requests).toBe(count);
  await other.stop();
  await person.signIn('alice');
});
