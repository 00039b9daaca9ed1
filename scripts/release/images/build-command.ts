import type { Component } from './component.ts';
import type { Origin } from './inputs.ts';

export const ENGINES = ['docker', 'buildah'] as const;
export type Engine = (typeof ENGINES)[number];

/** An image to be built. */
export interface ImageBuild {
  readonly component: Component;
  readonly name: string;
  readonly origin: Origin;
  /** Where the source can be read, for whoever finds the image. */
  readonly source: string;
  /** What stands in for the bases of the Dockerfile, by the names of its arguments; usually nothing. */
  readonly bases: Readonly<Record<string, string>>;
}

const buildArguments = ({ origin, source, bases }: ImageBuild): string[] =>
  Object.entries({ REVISION: origin.revision, SOURCE: source, ...bases }).flatMap(
    ([name, value]) => ['--build-arg', `${name}=${value}`],
  );

/** Docker takes the time of files and image from an argument that it knows, and rewrites on export. */
function dockerBuild(build: ImageBuild): string[] {
  const epoch = ['--build-arg', `SOURCE_DATE_EPOCH=${build.origin.epoch}`];
  const output = ['--output', `type=docker,name=${build.name},rewrite-timestamp=true`];
  return ['buildx', 'build', ...epoch, ...output];
}

/** Every layer is built again: a cached one would hide that two builds differ. */
function buildahBuild(build: ImageBuild): string[] {
  const time = ['--timestamp', build.origin.epoch];
  return ['build', '--isolation', 'chroot', '--no-cache', ...time, '--tag', build.name];
}

/** The arguments with which an engine builds an image, in the root of the repository. */
export function buildCommand(engine: Engine, build: ImageBuild): string[] {
  const start = engine === 'docker' ? dockerBuild(build) : buildahBuild(build);
  return [...start, ...buildArguments(build), '--file', `src/${build.component}/Dockerfile`, '.'];
}

/** What the image is built for, whatever builds it. */
const PLATFORMS = 'linux/amd64,linux/arm64';

/**
 * The arguments with which Docker builds an image for both processors and pushes it by digest, without
 * a tag, with what it is made of and how; what became of it is written to a file.
 */
export function publishCommand(build: ImageBuild, metadata: string): string[] {
  const epoch = ['--build-arg', `SOURCE_DATE_EPOCH=${build.origin.epoch}`];
  const by = 'push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true';
  const output = ['--output', `type=image,name=${build.name},${by}`];
  const record = ['--sbom=true', '--provenance=mode=max', '--metadata-file', metadata];
  const start = ['buildx', 'build', '--platform', PLATFORMS, ...epoch, ...output, ...record];
  return [...start, ...buildArguments(build), '--file', `src/${build.component}/Dockerfile`, '.'];
}
