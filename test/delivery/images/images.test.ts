import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildCommand, type ImageBuild } from '../../../scripts/release/images/build-command.ts';
import { COMPONENTS, type Component } from '../../../scripts/release/images/component.ts';
import { emptyFolder, REPOSITORY } from '../repository.ts';
import { ImageMaker, ORIGIN, SOURCE } from './built.ts';
import type { ContainerOptions } from './container.ts';
import { filesOf, forbiddenIn } from './contents.ts';
import { loopback, statusOf } from './loopback.ts';
import { BASES } from './stand-ins.ts';

/** The numbers of the chart. */
const USER = 65_532;

interface Built {
  readonly name: string;
  readonly digests: readonly string[];
  readonly options: Omit<ContainerOptions, 'id'>;
}

const built = new Map<Component, Built>();
let maker: ImageMaker;

async function build(component: Component, folder: string): Promise<Built> {
  const names = ['first', 'second'].map((tag) => maker.build(component, tag));
  const [name = ''] = names;
  const options = { folder, user: USER, image: await maker.engine.open(name) };
  const digests = await Promise.all(names.map((each) => maker.engine.digest(each)));
  return { name, digests, options };
}

beforeAll(async () => {
  const folder = await emptyFolder();
  maker = await ImageMaker.start(folder);
  for (const component of COMPONENTS) built.set(component, await build(component, folder));
});

function imageOf(component: Component): Built {
  const image = built.get(component);
  if (image === undefined) throw new Error(`${component} was not built`);
  return image;
}

describe.each(COMPONENTS)('the image of %s', (component) => {
  const address = loopback(1, COMPONENTS.indexOf(component) + 1);

  it('is built twice with the same bytes', async () => {
    const [first, second] = imageOf(component).digests;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    const others = [
      ...Object.values(maker.bases),
      ...COMPONENTS.filter((one) => one !== component).map((one) => imageOf(one).name),
    ];
    for (const other of others) expect(await maker.engine.digest(other)).not.toBe(first);
  });

  it('starts, becomes ready, drains when told to and exits with 0, on a read-only root', async () => {
    const container = await maker.engine.start({
      ...imageOf(component).options,
      id: `${component}-runs`,
      env: { HOST: address },
    });
    await container.line('"started"');
    expect(await statusOf(address, 3000, '/readyz')).toBe(200);
    expect(await statusOf(address, 9090, '/readyz')).toBe(200);
    container.signal('TERM');
    expect(await container.ended).toBe(0);
    expect(container.output()).toContain('"stopping"');
    expect(container.output()).not.toMatch(/EROFS|EACCES/);
  });

  it('can write nowhere and starts no other program', async () => {
    const places = ['/app/x', '/tmp/x', '/home/nonroot/x', '/x'];
    const script = `for (const place of ${JSON.stringify(places)}) {
      try { require('fs').writeFileSync(place, ''); console.log('WROTE', place); } catch (e) { console.log(e.code); }
    }
    console.log(require('child_process').spawnSync('sh', ['-c', 'true']).error.code, process.getuid());`;
    const container = await maker.engine.start({
      ...imageOf(component).options,
      id: `${component}-writes`,
      args: ['--eval', script],
    });
    expect(await container.ended).toBe(0);
    expect(container.output().split('\n')).toEqual([
      ...places.map(() => 'EROFS'),
      `ENOENT ${USER}`,
    ]);
  });

  it('declares its user, ports, signal and labels', () => {
    expect(imageOf(component).options.image.config).toMatchObject({
      User: '65532:65532',
      StopSignal: 'SIGTERM',
      ExposedPorts: { '3000/tcp': {}, '9090/tcp': {} },
      Labels: {
        'org.opencontainers.image.title': `live-chat-${component}`,
        'org.opencontainers.image.licenses': 'MIT',
        'org.opencontainers.image.revision': ORIGIN.revision,
        'org.opencontainers.image.source': SOURCE,
      },
    });
  });

  it('contains one bundle, the files that it serves, and nothing that helps an intruder', async () => {
    const { rootfs } = imageOf(component).options.image;
    const files = await filesOf(rootfs, 'app');
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    process.stdout.write(
      `image ${component}: ${files.length} files, ${(total / 1e6).toFixed(2)} MB added\n`,
    );
    for (const { path, bytes } of files.filter((file) => file.bytes > 20_000)) {
      process.stdout.write(`image ${component}: ${String(bytes).padStart(9)} ${path}\n`);
    }
    expect(files.map(({ path }) => path)).toContain('/app/main.mjs');
    expect(total).toBeLessThan(5_000_000);
    expect(await forbiddenIn(rootfs, '/app')).toEqual([]);
  });
});

describe('what an image must not contain', () => {
  it.each([
    ['a shell', 'bin/sh', '', 'is a shell'],
    ['a package manager', 'usr/bin/npm', '', 'is a package manager'],
    ['a source map', 'app/main.mjs.map', '{}', 'is a source map'],
    [
      'a reference to one',
      'app/main.mjs',
      'x\n//# sourceMappingURL=main.mjs.map\n',
      'names a source map',
    ],
    ['a setting of npm', 'root/.npmrc', '', 'may hold a secret'],
    [
      'a key',
      'app/a.js',
      `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n`,
      'holds a private key',
    ],
    ['an access key', 'app/a.js', `AKIA${'A'.repeat(16)}`, 'holds an access key'],
  ])('is found: %s', async (_, path, text, what) => {
    const root = await emptyFolder();
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
    expect((await forbiddenIn(root, '/app')).join('\n')).toContain(what);
    await rm(join(root, path));
    expect(await forbiddenIn(root, '/app')).toEqual([]);
  });
});

const imageBuild = (component: Component, bases: ImageBuild['bases']): ImageBuild => ({
  component,
  name: 'x',
  origin: ORIGIN,
  source: SOURCE,
  bases,
});

describe('a build with stand-ins', () => {
  it.each(['docker', 'buildah'] as const)(
    'by %s differs from a real one only in the base images',
    (engine) => {
      for (const component of COMPONENTS) {
        const real = buildCommand(engine, imageBuild(component, {}));
        const here = buildCommand(
          engine,
          imageBuild(component, { RUN_BASE: 'y', BUILD_BASE: 'z' }),
        );
        const added = here.filter((word) => !real.includes(word));
        expect(added.sort()).toEqual(['BUILD_BASE=z', 'RUN_BASE=y']);
      }
    },
  );

  it('uses Dockerfiles that differ only in the name of the component', async () => {
    const text = async (component: Component): Promise<string> => {
      const file = await readFile(join(REPOSITORY, `src/${component}/Dockerfile`), 'utf8');
      const lines = file
        .split('\n')
        .filter((line) => !/^# The image of|image\.description=/.test(line));
      return lines.join('\n').replaceAll(new RegExp(`\\b${component}\\b`, 'g'), 'COMPONENT');
    };
    expect(await text('ui')).toBe(await text('backend'));
  });

  it('replaces base images that are named by tag and digest', async () => {
    const file = await readFile(join(REPOSITORY, 'src/backend/Dockerfile'), 'utf8');
    const named = [...file.matchAll(/^ARG (\w+_BASE)=(\S+)$/gm)];
    expect(named.map(([, name]) => name).sort()).toEqual([...BASES].sort());
    for (const [, , base] of named)
      expect(base).toMatch(/^[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
  });
});
