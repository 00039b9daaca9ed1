import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A self-signed certificate of this computer with its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 over the certificate, as browsers show it. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;
/** Safari trusts no server certificate for longer than 825 days; a year is plenty. */
const LIFE_MS = 365 * DAY_MS;
/** A certificate with less time left than this is replaced, so that it does not expire in use. */
const LEAST_LEFT_MS = 30 * DAY_MS;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Where the certificate is stored, so that browsers that trust it need not be asked again. */
export function certificateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'live-chat');
}

/** Whether a certificate covers all these names and is valid long enough. */
function serves(certificate: X509Certificate, names: readonly string[], now: number): boolean {
  const lasts = Date.parse(certificate.validTo) - now > LEAST_LEFT_MS;
  return lasts && names.every((name) => serverNames(certificate, name));
}

const serverNames = (certificate: X509Certificate, name: string): boolean =>
  (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;

async function make(names: readonly string[], now: number): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'Live Chat on this computer' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + LIFE_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name },
        ),
      },
    ],
  });
  const { fingerprint256 } = new X509Certificate(made.cert);
  return { cert: made.cert, key: made.private, fingerprint: fingerprint256 };
}

async function read(folder: string): Promise<Certificate | undefined> {
  try {
    const cert = await readFile(join(folder, 'certificate.pem'), 'utf8');
    const key = await readFile(join(folder, 'private-key.pem'), 'utf8');
    return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
  } catch {
    return undefined;
  }
}

async function write(folder: string, { cert, key }: Certificate): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  await writeFile(join(folder, 'private-key.pem'), key, { mode: OWNER_ONLY });
  await writeFile(join(folder, 'certificate.pem'), cert, { mode: OWNER_ONLY });
}

/**
 * The certificate of this computer for these names: the stored one, or a new one if it is missing,
 * about to expire or for other names.
 * @param now the clock, ms since 1970
 */
export async function certificateFor(
  names: readonly string[],
  folder: string,
  now: number,
): Promise<Certificate> {
  const kept = await read(folder);
  if (kept !== undefined && serves(new X509Certificate(kept.cert), names, now)) return kept;
  const made = await make(names, now);
  await write(folder, made);
  return made;
}
