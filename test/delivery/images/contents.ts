import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file of an image. */
export interface ImageFile {
  readonly path: string;
  readonly bytes: number;
}

export async function filesOf(root: string, folder = ''): Promise<ImageFile[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const bytes = await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
      return { path: `/${relative(root, path)}`, bytes };
    }),
  );
}

/** Everything in an image, one line each, with its kind, permissions and content. */
export async function entriesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mode } = await lstat(path);
    const name = `${relative(root, path)} ${mode.toString(8)}`;
    if (entry.isSymbolicLink()) return `${name} ${await readlink(path)}`;
    if (!entry.isFile()) return name;
    const hash = createHash('sha256').update(await readFile(path));
    return `${name} ${hash.digest('hex')}`;
  });
  return (await Promise.all(lines)).sort();
}

/** What an image must not contain, by file name: the end of the sentence, and the names. */
const FORBIDDEN_NAMES: readonly (readonly [string, RegExp])[] = [
  ['is a shell', /\/(?:ba|da|a|z|k|c|tc)?sh$|\/busybox$|\/toybox$/],
  ['is a package manager', /\/(?:npm|npx|yarn|pnpm|corepack|apt|apt-get|dpkg|apk|rpm|dnf|pip3?)$/],
  ['is a source map', /\.map$/],
  ['is source', /\.ts$|\.test\.\w+$/],
  [
    'may hold a secret',
    /\/\.(?:env|npmrc|netrc|git)(?:\/|$)|\.(?:pem|key|p12)$|\/id_(?:rsa|ed25519)$/,
  ],
];

/** The same by content. Certificates of authorities are not secrets and do not look like keys. */
const FORBIDDEN_CONTENT: readonly (readonly [string, RegExp])[] = [
  ['holds a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/],
  ['holds an access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['holds a token', /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bnpm_[A-Za-z0-9]{36}\b/],
  ['names a source map', /^\/\/# sourceMappingURL=\S+$/m],
];

/** Everything in an image that must not be there; the content of files below `ours` is read too. */
export async function forbiddenIn(root: string, ours: string): Promise<string[]> {
  const files = await filesOf(root);
  const named = files.flatMap(({ path }) =>
    FORBIDDEN_NAMES.filter(([, name]) => name.test(path)).map(([what]) => `${path} ${what}`),
  );
  const own = files.filter(({ path }) => path.startsWith(`${ours}/`));
  const read = await Promise.all(
    own.map(async ({ path }) => {
      const text = await readFile(join(root, path), 'latin1');
      return FORBIDDEN_CONTENT.filter(([, content]) => content.test(text)).map(
        ([what]) => `${path} ${what}`,
      );
    }),
  );
  return [...named, ...read.flat()];
}
