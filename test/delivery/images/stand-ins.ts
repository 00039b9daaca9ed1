import { cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answerFrom, ask } from '../command.ts';
import type { ImageEngine } from './engine.ts';

/**
 * Base images of the same layout as the real ones, for machines that cannot fetch images: they
 * contain this machine's Node with the libraries that it loads, in the same places as in the real
 * image.
 */
export type Bases = Readonly<Record<(typeof BASES)[number], string>>;

/** The arguments of the Dockerfiles that name a base image. */
export const BASES = ['BUILD_BASE', 'RUN_BASE'] as const;

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

async function copy(from: string, root: string, to = from): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true });
  await cp(await realpath(from), join(root, to), { recursive: true });
}

/** A program with the libraries that it loads, which keep their paths. */
export async function copyProgram(from: string, root: string, to = from): Promise<void> {
  await copy(from, root, to);
  // For a program without libraries, ldd says so and fails.
  const libraries = ask('ldd', [from]).stdout.match(/\/\S+/g) ?? [];
  for (const library of libraries) await copy(library, root);
}

/** As in distroless: Node, certificates, an unprivileged user, a folder for temporary files. */
async function writeRunBase(root: string): Promise<void> {
  await copyProgram(process.execPath, root, '/nodejs/bin/node');
  await copy(CERTIFICATES, root);
  await mkdir(join(root, 'tmp'), { mode: 0o1777 });
  await mkdir(join(root, 'home/nonroot'), { recursive: true });
  await writeFile(join(root, 'etc/passwd'), 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n');
  await writeFile(join(root, 'etc/group'), 'nonroot:x:65532:\n');
  await writeFile(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
}

/** Where npm is installed, found by following the link on the PATH. */
async function npmFolder(): Promise<string> {
  return join(await realpath(answerFrom('which', ['npm']).trim()), '../..');
}

/**
 * As in the official image: Node and npm with what they start, and the configuration of a registry.
 */
async function writeBuildBase(root: string): Promise<void> {
  await copyProgram(process.execPath, root, '/usr/local/bin/node');
  for (const program of ['/usr/bin/env', '/bin/sh']) await copyProgram(program, root);
  await copy(await npmFolder(), root, '/usr/local/lib/node_modules/npm');
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  await copy(CERTIFICATES, root);
  await mkdir(join(root, 'root'));
  await mkdir(join(root, 'tmp'), { mode: 0o1777 });
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(root, 'root/.npmrc'), `cafile=${CERTIFICATES}\nupdate-notifier=false\n`);
}

const RUN = 'FROM scratch\nCOPY . /\nUSER 65532\nENTRYPOINT ["/nodejs/bin/node"]\n';
const BUILD = 'FROM scratch\nCOPY . /\nENV PATH=/usr/local/bin:/usr/bin:/bin\n';

/** Builds an image of what is written to a folder. @returns its name */
export async function makeStandIn(
  engine: ImageEngine,
  name: string,
  folder: string,
  write: (root: string) => Promise<void>,
  dockerfile: string,
): Promise<string> {
  const root = join(folder, name);
  await mkdir(root, { recursive: true });
  await write(root);
  await writeFile(`${root}.Dockerfile`, dockerfile);
  // All runs share Docker's images, so their names differ.
  const image = `localhost/live-chat-${name}:${process.pid}`;
  engine.make(image, `${root}.Dockerfile`, root);
  return image;
}

/** Builds both base images, in a folder that may be deleted afterwards. */
export async function makeStandIns(engine: ImageEngine, folder: string): Promise<Bases> {
  return {
    BUILD_BASE: await makeStandIn(engine, 'build-base', folder, writeBuildBase, BUILD),
    RUN_BASE: await makeStandIn(engine, 'run-base', folder, writeRunBase, RUN),
  };
}
