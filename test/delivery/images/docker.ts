import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { buildCommand, type ImageBuild } from '../../../scripts/release/images/build-command.ts';
import { answerFrom, ask } from '../command.ts';
import { tool } from '../tools.ts';
import { Container, type ContainerOptions } from './container.ts';
import { entriesOf } from './contents.ts';
import type { BuiltImage, ImageEngine } from './engine.ts';
import { IMAGE_CONFIG, type ImageConfig } from './image-config.ts';

const INSPECTED = v.tuple([v.object({ Config: IMAGE_CONFIG })]);

/** Separates two runs. */
const containerName = (id: string): string => `live-chat-${process.pid}-${id}`;

/**
 * The arguments of `docker run` that allow a container what Kubernetes' "restricted" profile
 * allows.
 */
function runArguments(options: ContainerOptions): string[] {
  const { id, image, user, env = {}, mounts = [], args = [] } = options;
  // The host's network: each container listens on its own loopback address, like a pod's.
  const place = ['--rm', '--pull', 'never', '--name', containerName(id), '--network', 'host'];
  const rights = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  const given = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const seen = mounts.flatMap(({ from, to }) => ['--volume', `${from}:${to}:ro`]);
  return [...place, ...rights, '--user', `${user}:${user}`, ...given, ...seen, image.name, ...args];
}

/**
 * The local Docker engine, with its own store of images, from which built images are removed again.
 */
export class Docker implements ImageEngine {
  readonly name = 'docker';
  readonly fetches = process.env['IMAGES_ARE_FETCHED'] === 'true';
  readonly #folder: string;
  readonly #images: string[] = [];
  readonly #opened = new Map<string, Promise<BuiltImage>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  #run(words: readonly string[]): string {
    return answerFrom(tool('DOCKER_PATH'), words).trim();
  }

  #config(image: string): ImageConfig {
    return v.parse(INSPECTED, JSON.parse(this.#run(['image', 'inspect', image])))[0].Config;
  }

  build(build: ImageBuild): void {
    const [buildx = '', verb = '', ...words] = buildCommand('docker', build);
    // A cached layer would hide that two builds differ.
    this.#run([buildx, verb, '--no-cache', ...words]);
    this.#images.push(build.name);
  }

  make(image: string, dockerfile: string, folder: string): void {
    this.#run(['buildx', 'build', '--load', '--file', dockerfile, '--tag', image, folder]);
    this.#images.push(image);
  }

  /** Without timestamps, which not every version of Docker's builder sets. */
  async digest(image: string): Promise<string> {
    const { rootfs, config } = await this.open(image);
    const held = JSON.stringify([config, await entriesOf(rootfs)]);
    return createHash('sha256').update(held).digest('hex');
  }

  open(image: string): Promise<BuiltImage> {
    const opened = this.#opened.get(image) ?? this.#export(image);
    this.#opened.set(image, opened);
    return opened;
  }

  async #export(image: string): Promise<BuiltImage> {
    const rootfs = join(this.#folder, image.replaceAll(/[^\w.-]/g, '-'));
    await mkdir(rootfs, { recursive: true });
    // It is not started, but an image without a command requires one.
    const container = this.#run(['create', '--pull', 'never', image, 'none']);
    try {
      this.#run(['export', '--output', `${rootfs}.tar`, container]);
    } finally {
      this.#run(['rm', container]);
    }
    answerFrom('tar', ['-xf', `${rootfs}.tar`, '-C', rootfs]);
    return { name: image, rootfs, config: this.#config(image) };
  }

  async start(options: ContainerOptions): Promise<Container> {
    const docker = tool('DOCKER_PATH');
    const process = spawn(docker, ['run', ...runArguments(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Container(options.id, process, (name) => {
      this.#run(['kill', '--signal', name, containerName(options.id)]);
    });
  }

  clear(): void {
    ask(tool('DOCKER_PATH'), ['rmi', '--force', ...this.#images.splice(0)]);
  }
}
