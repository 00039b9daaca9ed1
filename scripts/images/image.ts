import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COMPONENTS, type Component } from '../environments/images-file.ts';
import { findOnPath, run } from '../tools/command.ts';
import { buildCommand, ENGINES } from './build-command.ts';
import { ImageError, originOf, tagOf } from './inputs.ts';

const USAGE = `scripts/image tag COMPONENT
scripts/image build COMPONENT --name NAME [--source ADDRESS]   (by Docker, or by buildah without it)`;

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

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: 'string' }, source: { type: 'string', default: 'unknown' } },
  });
  const [verb, name] = positionals;
  const component = componentNamed(name);
  if (verb === 'tag') process.stdout.write(`${tagOf(component)}\n`);
  else if (verb === 'build' && values.name) await build(component, values.name, values.source);
  else throw new ImageError(USAGE);
}

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
