import { expect, it } from '@jest/globals';
import { Attack } from './attack.ts';
import { HostileRelay } from './hostile-relay.ts';

/** The harness itself: a test of an attack that never happened must not pass. */

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

it('an attack is delivered once so many of its frames were', async () => {
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
