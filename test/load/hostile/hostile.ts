import { poolOf } from '../../../src/crypto/testing/key-pool.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { startChild } from '../../support/child-process.ts';
import type { TestCounts } from './attack.ts';
import { AttackedUser, type StartUps, type UserFigures } from './attacked-user.ts';
import { ATTACKS } from './attacks/attacks.ts';
import { type CrowdOptions, HonestCrowd } from './honest-crowd.ts';
import type { Latencies } from './latencies.ts';
import { type PodLoad, watchLoad } from './pod-load.ts';
import { PodUnderAttack } from './pod-under-attack.ts';

const MIB = 1024 * 1024;

export interface CaseOptions extends CrowdOptions {
  /** The relay's bundle, and the attackers'. */
  readonly entry: string;
  readonly attacker: string;
  /** If absent, the memory store is used. */
  readonly redisUrl?: string | undefined;
  /** The factor by which an attack repeats its sufficient number of units. */
  readonly times: number;
  /**
   * The minimum number of messages that honest users receive, both undisturbed and under attack.
   */
  readonly messages: number;
  /** The minimum duration of each of the two phases, ms. */
  readonly phaseMs: number;
  /** How often the user's start-up is measured, for the median. */
  readonly startUps: number;
}

/** A pause for the measurement; nothing needs to happen in it. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface UserReport {
  readonly calm: UserFigures;
  readonly attacked: UserFigures;
  readonly startUps: StartUps;
}

/** What one attack did, and how it affected honest users. */
export interface CaseReport {
  readonly attack: string;
  readonly unit: string;
  readonly counts: TestCounts & { readonly seconds: number };
  /** The unit that must not be gained, or only a limited number of times. */
  readonly gainLimit: number;
  /**
   * Requests and connections that the relay rejected with an error code, and connections that it
   * terminated.
   */
  readonly rejected: number;
  readonly terminated: number;
  /** The pod's resident memory before, and its maximum during the attack, MiB. */
  readonly memoryBefore: number;
  readonly memoryPeak: number;
  /** Latency of honest users' messages without the attack and with it, ms. */
  readonly calm: Latencies;
  readonly attacked: Latencies;
  /** The pod's load without the attack and with it. */
  readonly calmLoad: PodLoad;
  readonly attackedLoad: PodLoad;
  readonly sent: number;
  /** What a user of the real client experienced without the attack and with it, if it was against them. */
  readonly user?: UserReport | undefined;
  /** What honest users should not have seen, and whether the pod crashed. */
  readonly problems: readonly string[];
}

/** Runs one attack against a separate pod that also serves people who talk. */
export async function runCase(name: string, options: CaseOptions): Promise<CaseReport> {
  const attack = ATTACKS.get(name);
  if (attack === undefined) throw new TypeError(`no such attack: ${name}`);
  const pod = await PodUnderAttack.start(options);
  const crowd = await HonestCrowd.gather(pod.port, options);
  const user = attack.user !== undefined ? await AttackedUser.enter(pod.port) : undefined;
  const { victim } = user ?? crowd;
  const args = [
    `${pod.port}`,
    `${attack.enough * options.times}`,
    victim.name,
    toBase64url(victim.identity),
  ];
  const attacker = startChild(options.attacker, {
    args: [name, ...args],
    env: await poolOf('attacker'),
  });
  try {
    await attacker.line(/^ready$/);
    crowd.talk();
    const calm = crowd.measure();
    const watchedCalm = await watchLoad(pod);
    const [calmUser] = await Promise.all([
      user?.measure(),
      crowd.receive(options.messages),
      pause(options.phaseMs),
    ]);
    const calmLoad = await watchedCalm();
    pod.forgetPeak();
    const memoryBefore = pod.memory / MIB;
    const watchedAttack = await watchLoad(pod);
    const attacked = crowd.measure();
    attacker.signal('SIGUSR2');
    if (attack.user === 'fast') user?.speedUp();
    const enough = attacker.line(/^enough$/);
    await Promise.all([enough, crowd.receive(options.messages), pause(options.phaseMs)]);
    const attackedUser = await user?.measure(attack.user === 'fast');
    attacker.signal('SIGTERM');
    const [line] = await attacker.line(/^\{.*\}$/);
    const counts: CaseReport['counts'] = JSON.parse(line);
    const attackedLoad = await watchedAttack();
    const memoryPeak = pod.peakMemory / MIB;
    await crowd.finish();
    const startUps = await user?.startUps(options.startUps);
    const metric = await pod.metrics();
    const isAlive = await pod.isAlive();
    const crashes = /"level":"(error|fatal)"/.test(pod.output) ? ['the pod logged an error'] : [];
    const problems = [
      ...crowd.problems,
      ...(user?.problems ?? []),
      ...crashes,
      ...(isAlive ? [] : ['the pod is dead']),
    ];
    return {
      attack: name,
      unit: attack.unit,
      gainLimit: attack.gainLimit ?? 0,
      counts,
      rejected: metric('live_chat_rejections_total'),
      terminated: metric('live_chat_terminated_connections_total'),
      memoryBefore,
      memoryPeak,
      calm,
      attacked,
      calmLoad,
      attackedLoad,
      sent: crowd.sent,
      user: calmUser &&
        attackedUser &&
        startUps && { calm: calmUser, attacked: attackedUser, startUps },
      problems,
    };
  } finally {
    await user?.stop();
    await Promise.all([attacker.end('SIGKILL'), pod.end()]);
  }
}
