import { Random } from '../load/chaos/random.ts';
import { expect, test } from './support/fixture.ts';
import { RandomSchedule } from './support/random-schedule.ts';
import { report } from './support/report.ts';

test.use({ deployment: 'relay-process', storesPage: true });

/**
 * `SCHEDULE_SEEDS=1,2,3 SCHEDULE_STEPS=200 npm run test:browser -- test/e2e/schedule.spec.ts` runs
 * other and longer schedules, as the nightly workflow does.
 */
const { SCHEDULE_SEEDS: seeds = '1', SCHEDULE_STEPS: steps = '16' } = process.env;

for (const seed of seeds.split(',').map(Number)) {
  test(`three people see the same after replies, reactions, edits and deletions in random order, seed ${seed}`, async ({
    newPerson,
    site,
  }) => {
    const names = ['alice', 'bob', 'carol'];
    const people = new Map(
      await Promise.all(names.map(async (name) => [name, await newPerson()] as const)),
    );
    await Promise.all([...people].map(([name, person]) => person.signIn(name)));
    const schedule = new RandomSchedule(people, site, new Random(seed));
    try {
      await schedule.begin();
      await schedule.run(Number(steps));
      await schedule.expectEqualTimelines();
      for (const { page } of people.values()) await page.reload();
      await schedule.expectEqualTimelines();
    } catch (error) {
      report(schedule.log.join('\n'));
      throw error;
    }
    report(`seed ${seed}: ${schedule.log.length} actions`);
    const faults = [...people.values()].flatMap(({ complaints }) => complaints);
    expect(
      faults.filter((fault) => !/ERR_|WebSocket|Failed to load|fetching the script/.test(fault)),
    ).toEqual([]);
  });
}
