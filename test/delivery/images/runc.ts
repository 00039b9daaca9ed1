import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerFrom } from '../command.ts';
import { tool } from '../tools.ts';
import { Container, type ContainerOptions } from './container.ts';

const NO_CAPABILITIES = {
  bounding: [],
  effective: [],
  permitted: [],
  inheritable: [],
  ambient: [],
};

/** The host's network: each container listens on its own loopback address, like a pod's. */
const NAMESPACES = ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type }));

function specification(options: ContainerOptions): object {
  const { id, image, user, env = {}, mounts = [] } = options;
  const { rootfs, config } = image;
  const args = options.args ?? config.Cmd;
  const own = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    ociVersion: '1.0.2',
    hostname: id,
    root: { path: rootfs, readonly: true },
    process: {
      terminal: false,
      user: { uid: user, gid: user },
      args: [...config.Entrypoint, ...args],
      env: [...config.Env, ...own],
      cwd: config.WorkingDir,
      capabilities: NO_CAPABILITIES,
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      {
        destination: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'mode=755', 'size=64k'],
      },
      ...mounts.map(({ from, to }) => ({
        destination: to,
        type: 'bind',
        source: from,
        options: ['bind', 'ro', 'nosuid', 'nodev'],
      })),
    ],
    linux: { namespaces: NAMESPACES, readonlyPaths: ['/proc/sys'], maskedPaths: ['/proc/kcore'] },
  };
}

/** Starts a container from the files of an image, without a daemon. */
export async function startWithRunc(options: ContainerOptions): Promise<Container> {
  const { id, folder } = options;
  const bundle = join(folder, id);
  await mkdir(bundle, { recursive: true });
  await writeFile(join(bundle, 'config.json'), JSON.stringify(specification(options)));
  const runc = ['--root', join(folder, 'runc')];
  const process = spawn(tool('RUNC_PATH'), [...runc, 'run', '--bundle', bundle, id], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Container(id, process, (name) => {
    answerFrom(tool('RUNC_PATH'), [...runc, 'kill', id, name]);
  });
}
