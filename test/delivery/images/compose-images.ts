import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../../../scripts/toolchain/command.ts';
import { tool } from '../tools.ts';
import type { ImageEngine } from './engine.ts';
import { copyProgram, makeStandIn } from './stand-ins.ts';

const SYSTEM_FOLDERS = '/usr/sbin:/sbin';

/**
 * As in the official image: with a capability on the file, without which it does not even start.
 */
async function writeProxy(root: string): Promise<void> {
  await copyProgram(tool('CADDY_PATH'), root, '/usr/bin/caddy');
  const setcap = findOnPath(['setcap'], `${process.env['PATH'] ?? ''}:${SYSTEM_FOLDERS}`);
  if (setcap === undefined) throw new Error('setcap is not there (Debian: libcap2-bin)');
  await copyProgram(setcap, root, '/usr/sbin/setcap');
  await mkdir(join(root, 'tmp'), { mode: 0o1777 });
}

const PROXY = `FROM scratch
COPY . /
RUN ["/usr/sbin/setcap", "cap_net_bind_service=+ep", "/usr/bin/caddy"]
ENV PATH=/usr/bin XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
`;

const writeRedis = (root: string): Promise<void> =>
  copyProgram(tool('REDIS_SERVER_PATH'), root, '/usr/local/bin/redis-server');

const REDIS = `FROM scratch
COPY . /
ENV PATH=/usr/local/bin
WORKDIR /data
VOLUME /data
CMD ["redis-server"]
`;

/**
 * Stand-ins for the images that compose.yaml fetches, by service: this machine's programs, in the
 * same places as in the real images. Undefined where the engine can fetch those.
 */
export async function composeStandIns(
  engine: ImageEngine,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const images = engine.fetches ? 'the real images' : 'stand-ins';
  process.stdout.write(`compose: ${images} of proxy and Redis\n`);
  if (engine.fetches) return {};
  return {
    proxy: await makeStandIn(engine, 'proxy', folder, writeProxy, PROXY),
    redis: await makeStandIn(engine, 'redis', folder, writeRedis, REDIS),
  };
}
