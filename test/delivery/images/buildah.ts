import { join } from 'node:path';
import * as v from 'valibot';
import { answerFrom } from '../command.ts';
import { tool } from '../tools.ts';

const IMAGE = v.object({
  OCIv1: v.object({
    architecture: v.string(),
    config: v.object({
      User: v.optional(v.string(), ''),
      Env: v.optional(v.array(v.string()), []),
      Entrypoint: v.optional(v.array(v.string()), []),
      Cmd: v.optional(v.array(v.string()), []),
      WorkingDir: v.optional(v.string(), '/'),
      StopSignal: v.optional(v.string(), ''),
      ExposedPorts: v.optional(v.record(v.string(), v.unknown()), {}),
      Labels: v.optional(v.record(v.string(), v.string()), {}),
    }),
    rootfs: v.object({ diff_ids: v.array(v.string()) }),
  }),
  FromImageID: v.string(),
});
export type ImageConfig = v.InferOutput<typeof IMAGE>['OCIv1']['config'];

/** buildah, with a store of its own and no daemon. */
export class Builder {
  readonly #flags: readonly string[];

  constructor(folder: string) {
    const [root, runroot] = [join(folder, 'images'), join(folder, 'run')];
    this.#flags = ['--root', root, '--runroot', runroot, '--storage-driver', 'vfs'];
  }

  /** @returns what buildah printed */
  run(words: readonly string[]): string {
    return answerFrom(tool('BUILDAH_PATH'), [...this.#flags, ...words]).trim();
  }

  config(image: string): ImageConfig {
    return v.parse(IMAGE, JSON.parse(this.run(['inspect', '--type', 'image', image]))).OCIv1.config;
  }

  /** The digest of the configuration, which names every layer: equal for equal images. */
  digest(image: string): string {
    return v.parse(IMAGE, JSON.parse(this.run(['inspect', '--type', 'image', image]))).FromImageID;
  }

  /** A folder that holds what the image holds. */
  mount(image: string): string {
    return this.run(['mount', this.run(['from', image])]);
  }

  /** Gives back what was mounted and built. */
  clear(): void {
    this.run(['rm', '--all']);
    this.run(['rmi', '--all', '--force']);
  }
}
