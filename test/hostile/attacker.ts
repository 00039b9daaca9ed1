import { fromBase64url } from '../../src/protocol/bytes.ts';
import type { Scene } from './attack.ts';
import { ATTACKS } from './attacks/attacks.ts';

/**
 * An attacker's process: `attacker.ts ATTACK PORT SECONDS NAME IDENTITY`. It says `ready`, attacks when it
 * is told to by a signal, and then says what came of it, as one line of JSON.
 */
const [name = '', port = '', seconds = '', victim = '', identity = ''] = process.argv.slice(2);
const attack = ATTACKS.get(name);
if (attack === undefined) throw new TypeError(`no such attack: ${name}`);

process.once('SIGUSR2', async () => {
  const began = performance.now();
  const end = began + Number(seconds) * 1000;
  const scene: Scene = {
    port: Number(port),
    victim: { name: victim, identity: fromBase64url(identity) },
    tally: { units: 0, leaks: 0, gains: 0, failures: 0 },
    isOver: () => performance.now() >= end,
  };
  await attack.run(scene);
  const took = (performance.now() - began) / 1000;
  process.stdout.write(`${JSON.stringify({ ...scene.tally, seconds: took })}\n`, () =>
    process.exit(0),
  );
});
setInterval(() => {}, 1 << 30);
process.stdout.write('ready\n');
