import { fromBase64url } from '../../../src/protocol/bytes.ts';
import type { Fixture } from './attack.ts';
import { ATTACKS } from './attacks/attacks.ts';

/**
 * An attacker's process: `attacker.ts ATTACK PORT UNITS NAME IDENTITY`. It prints `ready`, attacks on
 * SIGUSR2, prints `enough` after so many units, stops on SIGTERM, and then prints its counts as one line of JSON.
 */
const [name = '', port = '', units = '', victim = '', identity = ''] = process.argv.slice(2);
const attack = ATTACKS.get(name);
if (attack === undefined) throw new TypeError(`no such attack: ${name}`);

let isStopped = false;
let hasEnough = false;
process.once('SIGTERM', () => {
  isStopped = true;
});

process.once('SIGUSR2', async () => {
  const began = performance.now();
  const fixture: Fixture = {
    port: Number(port),
    victim: { name: victim, identity: fromBase64url(identity) },
    counts: { units: 0, leaks: 0, gains: 0, failures: 0 },
    hasEnough: () => hasEnough,
    isOver: () => {
      if (!hasEnough && fixture.counts.units >= Number(units)) {
        hasEnough = true;
        process.stdout.write('enough\n');
      }
      return isStopped;
    },
  };
  await attack.run(fixture);
  const took = (performance.now() - began) / 1000;
  process.stdout.write(`${JSON.stringify({ ...fixture.counts, seconds: took })}\n`, () =>
    process.exit(0),
  );
});
setInterval(() => {}, 1 << 30);
process.stdout.write('ready\n');
