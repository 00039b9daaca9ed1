import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { COMPONENTS } from '../../../scripts/release/environments/images-file.ts';
import { answerFrom, ask } from '../command.ts';
import { REPOSITORY } from '../repository.ts';
import { tool } from '../tools.ts';

/** Where compose.yaml lets the proxy be reached, in the container. */
const PROXY_PORT = 8443;

/** A container of a project, as compose tells of it. */
const CONTAINER = v.object({ Service: v.string(), State: v.string(), ExitCode: v.number() });
export type ServiceState = v.InferOutput<typeof CONTAINER>;

/** What differs from what people type. */
export interface Changes {
  /** The proxy's port on this computer: the usual one may be taken. */
  readonly port: number;
  /** In place of the bases of the Dockerfiles, by the names of their arguments. */
  readonly bases: Readonly<Record<string, string>>;
  /** In place of images that are fetched, by service. */
  readonly images: Readonly<Record<string, string>>;
  /** The tag of what is built: not the one that people's own containers have. */
  readonly tag: string;
}

const imageName = (component: string, tag: string): string =>
  `localhost/live-chat-${component}:${tag}`;

const BUILT = { 'relay-1': 'backend', 'relay-2': 'backend', ui: 'ui' } as const;

/** A second file for compose; JSON is YAML, but for the word that replaces a list instead of adding to it. */
function override({ port, bases, images, tag }: Changes): string {
  const built = Object.entries(BUILT).map(([service, component]) => [
    service,
    { image: imageName(component, tag), build: { args: bases } },
  ]);
  const fetched = Object.entries(images).map(([service, image]) => [service, { image }]);
  const { proxy, ...others } = Object.fromEntries([...built, ...fetched]);
  const lines = Object.entries(others).map(
    ([service, change]) => `  ${service}: ${JSON.stringify(change)}\n`,
  );
  const ports = `    ports: !override ["127.0.0.1:${port}:${PROXY_PORT}"]\n`;
  const image = proxy === undefined ? '' : `    image: ${proxy.image}\n`;
  return `services:\n${lines.join('')}  proxy:\n${ports}${image}`;
}

const NODE = '/nodejs/bin/node';
const moduleOf = (script: string): string[] => ['--input-type=module', '--eval', script];

/** compose.yaml under a name of its own. */
export class ComposeProject {
  readonly name: string;
  readonly #words: readonly string[];
  readonly #built: readonly string[];

  private constructor(name: string, words: readonly string[], built: readonly string[]) {
    this.name = name;
    this.#words = words;
    this.#built = built;
  }

  static async prepare(folder: string, changes: Changes): Promise<ComposeProject> {
    const name = `live-chat-${changes.tag}`;
    const file = join(folder, 'compose.override.yaml');
    await writeFile(file, override(changes));
    const files = ['--file', join(REPOSITORY, 'compose.yaml'), '--file', file];
    const built = COMPONENTS.map((component) => imageName(component, changes.tag));
    return new ComposeProject(name, ['compose', '--project-name', name, ...files], built);
  }

  /** @returns what compose answered */
  run(...words: readonly string[]): string {
    return answerFrom(tool('DOCKER_PATH'), [...this.#words, ...words]).trim();
  }

  /** Stops services, or everything; whoever waits for an answer meanwhile goes on waiting. */
  async stop(...services: readonly string[]): Promise<void> {
    await promisify(execFile)(tool('DOCKER_PATH'), [...this.#words, 'stop', ...services]);
  }

  states(): readonly ServiceState[] {
    const lines = this.run('ps', '--all', '--format', 'json').split('\n');
    return lines.map((line) => v.parse(CONTAINER, JSON.parse(line)));
  }

  /** Runs a script with the Node of a service's image, inside its container. @returns what it printed */
  evaluate(service: string, script: string): string {
    return this.run('exec', '--no-TTY', service, NODE, ...moduleOf(script));
  }

  /** The same in a container of its own, on the network of the proxy alone. */
  evaluateOutside(script: string): string {
    const [image = ''] = this.#built;
    const place = ['--rm', '--pull', 'never', '--network', `${this.name}_outside`];
    const words = ['run', ...place, '--entrypoint', NODE, image, ...moduleOf(script)];
    return answerFrom(tool('DOCKER_PATH'), words).trim();
  }

  /** Takes away everything: containers, networks, volumes, and the images that were built. */
  remove(): void {
    ask(tool('DOCKER_PATH'), [...this.#words, 'down', '--volumes', '--timeout', '1']);
    ask(tool('DOCKER_PATH'), ['rmi', '--force', ...this.#built]);
  }
}
