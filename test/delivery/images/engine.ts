import type { Engine, ImageBuild } from '../../../scripts/release/images/build-command.ts';
import { Buildah } from './buildah.ts';
import type { Container, ContainerOptions } from './container.ts';
import { Docker } from './docker.ts';
import type { ImageConfig } from './image-config.ts';

/** An image that was built: its files, and how it starts. */
export interface BuiltImage {
  readonly name: string;
  /** A folder with the image's files. */
  readonly rootfs: string;
  readonly config: ImageConfig;
}

/** Builds images of this checkout and runs them. */
export interface ImageEngine {
  readonly name: Engine;
  /** Whether it can fetch images: then base images need no stand-ins. */
  readonly fetches: boolean;
  build(build: ImageBuild): void;
  /** Builds an image of a folder's files, with a Dockerfile outside of it. */
  make(image: string, dockerfile: string, folder: string): void;
  /** Identifies the configuration and all contents: equal for equal images. */
  digest(image: string): Promise<string>;
  open(image: string): Promise<BuiltImage>;
  start(options: ContainerOptions): Promise<Container>;
  /** Removes what was built. */
  clear(): void;
}

/** The engine that scripts/test-delivery.ts found; its data is below a folder. */
export function imageEngine(folder: string): ImageEngine {
  return process.env['IMAGE_ENGINE'] === 'docker' ? new Docker(folder) : new Buildah(folder);
}
