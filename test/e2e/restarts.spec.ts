import { expectTexts } from './support/expect-texts.ts';
import { expect, test } from './support/fixture.ts';
import { report } from './support/report.ts';

test.use({ deployment: 'relay-process' });

/** `RELAY_KILLS=10 npm run test:browser -- test/e2e/restarts.spec.ts` kills more often, as the nightly workflow does. */
const KILLS = Number(process.env['RELAY_KILLS'] ?? 2);
const UNACKNOWLEDGED = 10;

const textsOf = (name: string, round: number): string[] =>
  Array.from({ length: UNACKNOWLEDGED + 2 }, (_each, n) => `${name} ${round}/${n}`);

test('a relay that is killed repeatedly under traffic loses and duplicates nothing', async ({
  pair: { alice, bob },
  site,
}) => {
  const hers = ['Hello'];
  const his: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    const [next, nextOfHis] = [textsOf('alice', round), textsOf('bob', round)];
    site.freeze();
    await Promise.all([alice.sendAll(next), bob.sendAll(nextOfHis)]);
    hers.push(...next);
    his.push(...nextOfHis);
    await expectTexts(alice, 'You', hers);
    await expectTexts(bob, 'You', his);
    const waiting = await Promise.all([alice.unacknowledged.count(), bob.unacknowledged.count()]);
    report(`kill ${round + 1}: ${waiting.join(' and ')} messages unacknowledged`);
    for (const count of waiting) expect(count).toBeGreaterThanOrEqual(UNACKNOWLEDGED);
    await site.kill('SIGKILL');
    await site.restart();
    await expectTexts(bob, 'alice', hers);
    await expectTexts(alice, 'Bob Ünal', his);
  }
  await expect(alice.arrived).toHaveCount(hers.length);
  await expect(bob.arrived).toHaveCount(his.length);
  await expectTexts(alice, 'You', hers);
  await expectTexts(bob, 'You', his);
});
