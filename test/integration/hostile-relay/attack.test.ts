import { expect, it } from '@jest/globals';
import { Attack } from './attack.ts';
import { HostileRelay } from './hostile-relay.ts';

/** Tests of the harness: a test whose attack never happened must fail. */

const STRIKE = { event: 'mailbox:deliver', victim: 'alice', evidence: 'acknowledged' } as const;

it('an attack that reached nobody fails its test', async () => {
  const relay = await HostileRelay.start();
  relay.attack('one that never met traffic', { deliver: () => [] });
  await relay.stop();
  expect(() => relay.checkDelivered()).toThrow("no frame of 'one that never met traffic'");
});

it('an attack that no test awaited fails its test', async () => {
  const relay = await HostileRelay.start();
  relay.attack('one that came too late').note(STRIKE);
  await relay.stop();
  expect(() => relay.checkDelivered()).toThrow('nobody waited');
});

it('an attack counts as delivered once the given number of its frames was', async () => {
  const attack = new Attack('two frames', {});
  let isDelivered = false;
  const delivered = attack.delivered(2).then(() => {
    isDelivered = true;
  });
  attack.note(STRIKE);
  await Promise.resolve();
  expect(isDelivered).toBe(false);
  attack.note(STRIKE);
  await delivered;
  expect(attack.fault).toBeUndefined();
  expect(attack.strikes).toHaveLength(2);
});
