import { expect, it } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/client/scheduling/clock.ts';
import { STRANGER_OFFERS_PER_HOUR } from '../../../src/protocol/limits.ts';
import { Fixture } from './fixture.ts';

const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
const HOUR = 3_600_000;

it('a message of a stranger that is over a budget waits at the relay, and is shown when the budget allows it', async () => {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const fixture = new Fixture();
  await fixture.open(clock);
  try {
    const { bob } = fixture;
    const peer = await fixture.peer('impatient');
    for (let n = 0; n <= STRANGER_OFFERS_PER_HOUR; n++) {
      await peer.send(bob.id, REQUEST);
      peer.endChain(bob.id);
    }
    await fixture.barrier();
    expect(await fixture.shown(peer)).toHaveLength(STRANGER_OFFERS_PER_HOUR);
    ahead = HOUR + 1_000;
    await bob.reload();
    await bob.until(async () => {
      return (await fixture.shown(peer)).length === STRANGER_OFFERS_PER_HOUR + 1;
    });
    // Nothing comes a second time.
    await fixture.barrier();
    expect(await fixture.shown(peer)).toHaveLength(STRANGER_OFFERS_PER_HOUR + 1);
  } finally {
    await fixture.close();
  }
});
