import { join } from 'node:path';
import type { Component } from '../../../scripts/environments/images-file.ts';
import { buildCommand, type ImageBuild } from '../../../scripts/images/build-command.ts';
import { atEnd, REPOSITORY } from '../repository.ts';
import { Builder, type ImageConfig } from './builder.ts';
import { makeStandIns } from './stand-ins.ts';

/** An image that was built: its files, and how it starts. */
export interface BuiltImage {
  readonly rootfs: string;
  readonly config: ImageConfig;
}

/** What tests say an image was made from. */
export const ORIGIN = { revision: 'a'.repeat(40), epoch: '1700000000' } as const;
export const SOURCE = 'https://git.example.org/you/live-chat';

/** Builds images of this checkout on stand-ins for their bases, in a store of its own. */
export class ImageMaker {
  readonly builder: Builder;
  readonly bases: ImageBuild['bases'];

  private constructor(builder: Builder, bases: ImageBuild['bases']) {
    this.builder = builder;
    this.bases = bases;
  }

  static async start(folder: string): Promise<ImageMaker> {
    process.chdir(REPOSITORY);
    const builder = new Builder(join(folder, 'store'));
    atEnd(() => builder.clear());
    return new ImageMaker(builder, { ...(await makeStandIns(builder, join(folder, 'bases'))) });
  }

  /** @returns the name of the image */
  build(component: Component, tag: string): string {
    const name = `localhost/live-chat-${component}:${tag}`;
    const { bases } = this;
    const build = { component, name, origin: ORIGIN, source: SOURCE, bases };
    this.builder.run(buildCommand('buildah', build));
    return name;
  }

  open(name: string): BuiltImage {
    return { rootfs: this.builder.mount(name), config: this.builder.config(name) };
  }
}
