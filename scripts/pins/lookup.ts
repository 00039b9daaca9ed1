import { spawnSync } from 'node:child_process';
import type { Pinned } from './pin.ts';

/** A pin could not be looked up; the message says where it was asked. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
}

/** Several processors at once, or one: the list comes first, so that its digest is the one pinned. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const TIMEOUT_MS = 20_000;

/** Docker Hub answers at another name than the one it is called by. */
const hostOf = (registry: string): string =>
  registry === 'docker.io' ? 'https://registry-1.docker.io' : `https://${registry}`;

const ask = (address: string | URL, headers: Record<string, string>, method = 'GET') =>
  fetch(address, { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** The token that a registry asks for before it answers anyone, as its challenge says. */
async function tokenFor(challenge: string): Promise<string> {
  const parts = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const address = new URL(parts.get('realm') ?? '');
  for (const key of ['service', 'scope']) address.searchParams.set(key, parts.get(key) ?? '');
  const body: unknown = await (await ask(address, {})).json();
  const token = body !== null && typeof body === 'object' ? Reflect.get(body, 'token') : undefined;
  if (typeof token !== 'string') throw new LookupError(`${address.host} gave no token`);
  return token;
}

/** The digest that a tag of an image has now. `base` is the registry's address. @throws LookupError */
export async function imageDigest(base: string, name: string, tag: string): Promise<string> {
  const address = `${base}/v2/${name}/manifests/${tag}`;
  const headers: Record<string, string> = { accept: MANIFESTS };
  let response = await ask(address, headers, 'HEAD');
  const challenge = response.headers.get('www-authenticate');
  if (response.status === 401 && challenge?.startsWith('Bearer ')) {
    const authorization = `Bearer ${await tokenFor(challenge)}`;
    response = await ask(address, { ...headers, authorization }, 'HEAD');
  }
  const digest = response.headers.get('docker-content-digest') ?? '';
  if (response.ok && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new LookupError(`${address} answered ${response.status} and no digest`);
}

/** The commit that a tag of a repository names: of an annotated tag, what it was put on. */
export function taggedCommit(repository: string, tag: string): string {
  const refs = [`refs/tags/${tag}`, `refs/tags/${tag}^{}`];
  const { stdout } = spawnSync('git', ['ls-remote', repository, ...refs], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  const commit = stdout?.trim().split('\n').at(-1)?.split('\t')[0] ?? '';
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new LookupError(`${repository} has no tag ${tag}`);
}

/** What a pin should be today. @throws LookupError */
export async function lookUp(what: Pinned): Promise<string> {
  if (what.kind === 'action') {
    return taggedCommit(`https://github.com/${what.repository}`, what.tag);
  }
  return imageDigest(hostOf(what.registry), what.name, what.tag);
}
