import { startChild } from '../child-process.ts';
import { endOwnProcesses } from '../own-processes.ts';
import { RedisServer } from '../redis/redis-server.ts';

/** A command as `npm run chaos` is one: it runs a relay and a Redis until it is ended. */
endOwnProcesses();
const redis = await RedisServer.start();
const relay = startChild('src/backend/main.ts', { env: { PORT: '0', ADMIN_PORT: '0' } });
await relay.line(/"msg":"started"/);
process.stdout.write(`started ${relay.pid} ${redis.pid}\n`);
