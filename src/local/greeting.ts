/** Facts for the person who started the chat. */
export interface Running {
  readonly scheme: 'http' | 'https';
  /** `host:port` of the names to show, the best first. */
  readonly hosts: readonly string[];
  /** The hosts that sign-in proofs may name. */
  readonly publicHosts: readonly string[];
  /** SHA-256 of the certificate; with https. */
  readonly fingerprint?: string | undefined;
  readonly adminPort?: number | undefined;
}

function transport({ fingerprint }: Running): string {
  return fingerprint === undefined
    ? 'off: for this computer only. To let others in: npm start -- --host 0.0.0.0'
    : 'on, with a self-signed certificate of this computer';
}

const warning = (fingerprint: string): string => `
The browser will warn that the connection is not private, because nobody else vouches for the
certificate. Go on only if it shows this SHA-256 fingerprint:
  ${fingerprint}
`;

/** The lines that `npm start` prints once it runs. */
export function greeting(running: Running): string {
  const { scheme, hosts, publicHosts, fingerprint, adminPort } = running;
  const rows = [
    ...hosts.map((host, n) => [n === 0 ? 'Open' : '', `${scheme}://${host}`]),
    ['Store', 'memory: the relay forgets everything when it stops; browsers keep their own data'],
    ['TLS', transport(running)],
    ['Sign-in', `on, at ${publicHosts.join(', ')}`],
    ['Health', adminPort === undefined ? 'off (ADMIN_PORT)' : `on, port ${adminPort}`],
  ];
  const table = rows.map(([name = '', what]) => `  ${name.padEnd(8)} ${what}\n`).join('');
  const tls = fingerprint === undefined ? '' : warning(fingerprint);
  return `Live Chat is running.\n\n${table}${tls}\nCtrl-C stops it.\n`;
}
