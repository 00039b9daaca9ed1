import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { COMPONENTS } from '../../../scripts/release/images/component.ts';
import { answerFrom, ask } from '../command.ts';
import { REPOSITORY } from '../repository.ts';
import { tool } from '../tools.ts';

/** The address of the proxy in the container. */
const PROXY_PORT = 8443;

/** A container of a project, as compose reports it. */
const CONTAINER = v.object({ Service: v.string(), State: v.string(), ExitCode: v.number() });
export type ServiceState = v.InferOutput<typeof CONTAINER>;

/** Differences from what people type. */
export interface Changes {
  /** The proxy's port on this computer: the usual one may be taken. */
  readonly port: number;
  /** Replacements for the base images of the Dockerfiles, by the names of their arguments. */
  readonly bases: Readonly<Record<string, string>>;
  /** Replacements for fetched images, by service. */
  readonly images: Readonly<Record<string, string>>;
  /** The tag of built images: not the one that people's own containers use. */
  readonly tag: string;
}

const imageName = (component: string, tag: string): string =>
  `localhost/live-chat-${component}:${tag}`;

const BUILT = { 'relay-1': 'backend', 'relay-2': 'backend', ui: 'ui' } as const;

/**
 * A second file for compose. JSON is YAML, except for the tag that replaces a list instead of
 * extending it.
 */
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

/** compose.yaml as a project of its own. */
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

  /** @returns the output of compose */
  run(...words: readonly string[]): string {
    return answerFrom(tool('DOCKER_PATH'), [...this.#words, ...words]).trim();
  }

  /** Stops services, or everything; clients that wait for a response keep waiting. */
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

  /** The same in a separate container, on the proxy's network only. */
  evaluateOutside(script: string): string {
    const [image = ''] = this.#built;
    const place = ['--rm', '--pull', 'never', '--network', `${this.name}_outside`];
    const words = ['run', ...place, '--entrypoint', NODE, image, ...moduleOf(script)];
    return answerFrom(tool('DOCKER_PATH'), words).trim();
  }

  /** Removes everything: containers, networks, volumes, and the images that were built. */
  remove(): void {
    ask(tool('DOCKER_PATH'), [...this.#words, 'down', '--volumes', '--timeout', '1']);
    ask(tool('DOCKER_PATH'), ['rmi', '--force', ...this.#built]);
  }
}
