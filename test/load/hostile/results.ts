import { mkdir, writeFile } from 'node:fs/promises';
import type { UserFigures } from './attacked-user.ts';
import type { CaseReport } from './hostile.ts';
import type { PodLoad } from './pod-load.ts';

const RESULTS = 'test-results';

const ms = (time: number): string => time.toFixed(1);

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const late = ({ lateP99, lateMost }: PodLoad): string => `${ms(lateP99)} (${ms(lateMost)})`;

/** What the attacked user of the real client experienced. */
function userCell({ user }: CaseReport): string {
  if (user === undefined) return '';
  const { calm, attacked, startUps } = user;
  const change = (figure: keyof UserFigures): string =>
    `${calm[figure]?.toFixed(0) ?? '–'} → ${attacked[figure]?.toFixed(0) ?? '–'}`;
  return [
    `start-up ${ms(startUps.before)} → ${ms(startUps.after)} ms`,
    `new chain ${change('newChain')} ms`,
    `newcomer shown ${change('newcomer')} ms`,
    `contact online ${change('presence')} ms`,
    `of strangers ${change('strangersKib')} KiB`,
  ].join(', ');
}

const HEAD = [
  ...['attack', 'rate', 'rejected', 'terminated', 'gained'],
  ...[
    'memory before → maximum',
    'honest p50 without → with',
    'honest p99 without → with',
    'honest messages',
    'CPUs used by the pod',
    'waited for a CPU',
    'event loop delay, p99 (maximum)',
    'attacked user without → with',
  ],
];

function row(one: CaseReport): readonly string[] {
  const { attack, unit, counts, gainLimit, ...report } = one;
  const {
    rejected,
    terminated,
    memoryBefore,
    memoryPeak,
    calm,
    attacked,
    sent,
    calmLoad,
    attackedLoad,
  } = report;
  return [
    attack,
    `${Math.round(counts.units / counts.seconds)} ${unit}/s for ${counts.seconds.toFixed(1)} s`,
    `${rejected}`,
    `${terminated}`,
    `${counts.gains} (at most ${gainLimit})`,
    `${memoryBefore.toFixed(0)} → ${memoryPeak.toFixed(0)} MiB`,
    `${ms(calm.quantile(0.5))} → ${ms(attacked.quantile(0.5))} ms`,
    `${ms(calm.quantile(0.99))} → ${ms(attacked.quantile(0.99))} ms`,
    `${sent}`,
    `${calmLoad.used.toFixed(2)} → ${attackedLoad.used.toFixed(2)}`,
    `${percent(calmLoad.waited)} → ${percent(attackedLoad.waited)} of the time`,
    `${late(calmLoad)} → ${late(attackedLoad)} ms`,
    userCell(one),
  ];
}

/** The figures of one case, in one line. */
export const lineOf = (report: CaseReport): string => row(report).join(' | ');

/** Writes the table of all figures to a file. @returns its path */
export async function writeResults(name: string, reports: readonly CaseReport[]): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const path = `${RESULTS}/${name}.md`;
  const rows = [HEAD, HEAD.map(() => '---'), ...reports.map(row)];
  await writeFile(path, rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''));
  return path;
}
