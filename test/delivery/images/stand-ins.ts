import { cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answerFrom, ask } from '../command.ts';
import type { ImageEngine } from './engine.ts';

/**
 * Bases of the same shape as the real ones, for machines that can fetch no image: Node is this
 * machine's, with the libraries it loads, where the real image has it.
 */
export type Bases = Readonly<Record<(typeof BASES)[number], string>>;

/** The arguments of the Dockerfiles that name a base. */
export const BASES = ['BUILD_BASE', 'RUN_BASE'] as const;

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

async function copy(from: string, root: string, to = from): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true });
  await cp(await realpath(from), join(root, to), { recursive: true });
}

/** A program with the libraries that it loads, those where they are. */
export async function copyProgram(from: string, root: string, to = from): Promise<void> {
  await copy(from, root, to);
  // Of a program that loads none, ldd says so and fails.
  const libraries = ask('ldd', [from]).stdout.match(/\/\S+/g) ?? [];
  for (const library of libraries) await copy(library, root);
}

/** As distroless has it: Node, certificates, a user without rights, a place for temporary files. */
async function writeRunBase(root: string): Promise<void> {
  await copyProgram(process.execPath, root, '/nodejs/bin/node');
  await copy(CERTIFICATES, root);
  await mkdir(join(root, 'tmp'), { mode: 0o1777 });
  await mkdir(join(root, 'home/nonroot'), { recursive: true });
  await writeFile(join(root, 'etc/passwd'), 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n');
  await writeFile(join(root, 'etc/group'), 'nonroot:x:65532:\n');
  await writeFile(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
}

/** Where npm is installed, as the link on the PATH leads to it. */
async function npmFolder(): Promise<string> {
  return join(await realpath(answerFrom('which', ['npm']).trim()), '../..');
}

/** As the official image has it: Node and npm with what they start, and how to reach a registry here. */
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

/** Makes an image of what is written to a folder. @returns its name */
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
  // Docker's images are everybody's: two runs do not meet.
  const image = `localhost/live-chat-${name}:${process.pid}`;
  engine.make(image, `${root}.Dockerfile`, root);
  return image;
}

/** Makes both bases, in a folder that may be thrown away afterwards. */
export async function makeStandIns(engine: ImageEngine, folder: string): Promise<Bases> {
  return {
    BUILD_BASE: await makeStandIn(engine, 'build-base', folder, writeBuildBase, BUILD),
    RUN_BASE: await makeStandIn(engine, 'run-base', folder, writeRunBase, RUN),
  };
}
