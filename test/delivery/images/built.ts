import { join } from 'node:path';
import type { ImageBuild } from '../../../scripts/release/images/build-command.ts';
import type { Component } from '../../../scripts/release/images/component.ts';
import { atEnd, REPOSITORY } from '../repository.ts';
import { type ImageEngine, imageEngine } from './engine.ts';
import { makeStandIns } from './stand-ins.ts';

/** The origin of an image in tests. */
export const ORIGIN = { revision: 'a'.repeat(40), epoch: '1700000000' } as const;
export const SOURCE = 'https://git.example.org/you/live-chat';

/**
 * The base images that the Dockerfiles name, where the engine can fetch them; otherwise stand-ins.
 */
async function basesFor(engine: ImageEngine, folder: string): Promise<ImageBuild['bases']> {
  const bases = engine.fetches ? 'the real bases' : 'stand-ins for the bases';
  process.stdout.write(`images: by ${engine.name}, on ${bases}\n`);
  return engine.fetches ? {} : { ...(await makeStandIns(engine, folder)) };
}

/** Builds images of this checkout, in a separate store or in the engine's. */
export class ImageMaker {
  readonly engine: ImageEngine;
  /** Stand-ins for the base images of the Dockerfiles; undefined where those could be fetched. */
  readonly bases: ImageBuild['bases'];

  private constructor(engine: ImageEngine, bases: ImageBuild['bases']) {
    this.engine = engine;
    this.bases = bases;
  }

  static async start(folder: string): Promise<ImageMaker> {
    process.chdir(REPOSITORY);
    const engine = imageEngine(join(folder, 'store'));
    atEnd(() => engine.clear());
    return new ImageMaker(engine, await basesFor(engine, join(folder, 'bases')));
  }

  /** @returns the name of the image */
  build(component: Component, tag: string): string {
    const name = `localhost/live-chat-${component}:${tag}-${process.pid}`;
    const { bases } = this;
    this.engine.build({ component, name, origin: ORIGIN, source: SOURCE, bases });
    return name;
  }
}
