import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { findOnPath, run } from '../../toolchain/command.ts';
import { buildCommand, ENGINES, type ImageBuild, publishCommand } from './build-command.ts';
import { COMPONENTS, type Component } from './component.ts';
import { ImageError, originOf, tagOf } from './inputs.ts';

const USAGE = `scripts/image tag COMPONENT
scripts/image build COMPONENT --name NAME [--source ADDRESS]   (by Docker, or by buildah without it)
scripts/image publish COMPONENT --name NAME [--source ADDRESS]  (both processors, by Docker; prints the digest)`;

function componentNamed(name: string | undefined): Component {
  const component = COMPONENTS.find((known) => known === name);
  if (component !== undefined) return component;
  throw new ImageError(`Name one of ${COMPONENTS.join(', ')}.\n${USAGE}`);
}

async function build(component: Component, name: string, source: string): Promise<void> {
  const engine = ENGINES.find((command) => findOnPath([command]) !== undefined);
  if (engine === undefined) throw new ImageError(`Neither ${ENGINES.join(' nor ')} is there.`);
  const origin = originOf(component);
  const command = buildCommand(engine, { component, name, origin, source, bases: {} });
  if (!(await run(engine, command))) throw new ImageError(`${engine} did not build ${name}.`);
}

const PUBLISHED = v.object({
  'containerimage.digest': v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
});

/** Standard output is for the digest alone. */
async function publish(build: ImageBuild): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-image-'));
  try {
    const metadata = join(folder, 'metadata.json');
    const command = publishCommand(build, metadata);
    if (!(await run('docker', command, { output: 'stderr' }))) {
      throw new ImageError(`Docker did not build and push ${build.name}.`);
    }
    const written: unknown = JSON.parse(await readFile(metadata, 'utf8'));
    return v.parse(PUBLISHED, written)['containerimage.digest'];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: 'string' }, source: { type: 'string', default: 'unknown' } },
  });
  const [verb, name] = positionals;
  const component = componentNamed(name);
  if (verb === 'tag') process.stdout.write(`${tagOf(component)}\n`);
  else if (verb === 'publish' && values.name) {
    const { name, source } = values;
    const digest = await publish({
      component,
      name,
      source,
      origin: originOf(component),
      bases: {},
    });
    process.stdout.write(`${digest}\n`);
  } else if (verb === 'build' && values.name) await build(component, values.name, values.source);
  else throw new ImageError(USAGE);
}

process.chdir(fileURLToPath(new URL('../../..', import.meta.url)));
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
