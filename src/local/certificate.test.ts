import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { certificateFolder, certificateFor } from './certificate.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2030, 0, 1);
const NAMES = ['192.0.2.7', '::1', 'desk', 'localhost'];
let folder = '';

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'live-chat-certificate-')), 'inner');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('the certificate of this computer', () => {
  it('covers every name and address, for a year, for servers only', async () => {
    const { cert, fingerprint } = await certificateFor(NAMES, folder, NOW);
    const certificate = new X509Certificate(cert);
    expect(certificate.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.checkHost('desk')).toBe('desk');
    expect(certificate.checkHost('example.org')).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Date.parse(certificate.validTo)).toBe(NOW + 365 * DAY_MS);
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('has a private key that only its owner may read', async () => {
    await certificateFor(NAMES, folder, NOW);
    expect((await stat(join(folder, 'private-key.pem'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('stays the same across starts', async () => {
    const first = await certificateFor(NAMES, folder, NOW);
    const second = await certificateFor(['localhost'], folder, NOW + 300 * DAY_MS);
    expect(second).toEqual(first);
  });

  it('is replaced for another name, before it expires, and when it is damaged', async () => {
    const seen = new Set([(await certificateFor(NAMES, folder, NOW)).fingerprint]);
    seen.add((await certificateFor([...NAMES, '192.0.2.8'], folder, NOW)).fingerprint);
    seen.add((await certificateFor(NAMES, folder, NOW + 340 * DAY_MS)).fingerprint);
    await writeFile(join(folder, 'certificate.pem'), 'damaged');
    seen.add((await certificateFor(NAMES, folder, NOW)).fingerprint);
    expect(seen.size).toBe(4);
  });

  it("is stored with the user's data", () => {
    expect(certificateFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/live-chat');
    expect(certificateFolder({})).toMatch(/\.local\/share\/live-chat$/);
  });
});
