import { join } from 'node:path';
import * as v from 'valibot';
import { buildCommand, type ImageBuild } from '../../../scripts/release/images/build-command.ts';
import { answerFrom } from '../command.ts';
import { tool } from '../tools.ts';
import type { Container, ContainerOptions } from './container.ts';
import type { BuiltImage, ImageEngine } from './engine.ts';
import { IMAGE_CONFIG } from './image-config.ts';
import { startWithRunc } from './runc.ts';

const IMAGE = v.object({ OCIv1: v.object({ config: IMAGE_CONFIG }), FromImageID: v.string() });

/** buildah, with its own store and no daemon; runc runs what it built. */
export class Buildah implements ImageEngine {
  readonly name = 'buildah';
  readonly fetches = false;
  readonly #flags: readonly string[];

  constructor(folder: string) {
    const [root, runroot] = [join(folder, 'images'), join(folder, 'run')];
    this.#flags = ['--root', root, '--runroot', runroot, '--storage-driver', 'vfs'];
  }

  /** @returns the output of buildah */
  #run(words: readonly string[]): string {
    return answerFrom(tool('BUILDAH_PATH'), [...this.#flags, ...words]).trim();
  }

  #inspect(image: string): v.InferOutput<typeof IMAGE> {
    return v.parse(IMAGE, JSON.parse(this.#run(['inspect', '--type', 'image', image])));
  }

  build(build: ImageBuild): void {
    this.#run(buildCommand('buildah', build));
  }

  make(image: string, dockerfile: string, folder: string): void {
    this.#run(['build', '--isolation', 'chroot', '--file', dockerfile, '--tag', image, folder]);
  }

  async digest(image: string): Promise<string> {
    return this.#inspect(image).FromImageID;
  }

  async open(image: string): Promise<BuiltImage> {
    const rootfs = this.#run(['mount', this.#run(['from', image])]);
    return { name: image, rootfs, config: this.#inspect(image).OCIv1.config };
  }

  start(options: ContainerOptions): Promise<Container> {
    return startWithRunc(options);
  }

  /** What was mounted, too. */
  clear(): void {
    this.#run(['rm', '--all']);
    this.#run(['rmi', '--all', '--force']);
  }
}
