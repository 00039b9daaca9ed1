import type { Worker } from './worker.ts';

/** Facts for the person who started a cluster. */
export interface RunningCluster {
  /** The addresses to open, the best first. */
  readonly addresses: readonly string[];
  /** SHA-256 of the certificate; with https. */
  readonly fingerprint: string | undefined;
  readonly webSockets: boolean;
  readonly workers: readonly Worker[];
}

const row = ({ pid, port, program: { name, role } }: Worker): string => {
  const place = port === undefined || port === 0 ? '' : `, port ${port}`;
  return `  ${name.padEnd(11)} process ${`${pid}`.padEnd(8)} ${role}${place}\n`;
};

/** The lines that `npm run cluster` prints once all of it runs. */
export function clusterGreeting(cluster: RunningCluster): string {
  const { addresses, fingerprint, webSockets, workers } = cluster;
  const open = addresses.map((it, n) => `  ${(n === 0 ? 'Open' : '').padEnd(11)} ${it}\n`).join('');
  const tls = fingerprint === undefined ? '' : `  Certificate SHA-256 ${fingerprint}\n`;
  const transport = webSockets ? 'WebSockets, else polling' : 'polling alone';
  const proxy = `  ${'proxy'.padEnd(11)} process ${`${process.pid}`.padEnd(8)} ${transport}\n`;
  return `A cluster of Live Chat is running.\n\n${open}${tls}\n${proxy}${workers.map(row).join('')}\nCtrl-C stops it.\n`;
}
