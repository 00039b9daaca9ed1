import { runProcess } from '../src/service/process.ts';
import { StartError } from '../src/service/start-error.ts';
import { Cluster } from './dev-cluster/cluster.ts';
import { onInterrupts } from './dev-cluster/interrupts.ts';
import { HELP, readClusterSettings } from './dev-cluster/settings.ts';
import { REDIS_SERVER } from './toolchain/redis.ts';
import { findTool, ToolMissing } from './toolchain/tool.ts';

/** The exit code that a shell reports for a process that Ctrl-C ended. */
const INTERRUPTED = 130;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function findRedis(): Promise<string> {
  try {
    return await findTool(REDIS_SERVER);
  } catch (error) {
    if (error instanceof ToolMissing) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

/** `npm run cluster`: the processes of a cluster on one machine, for development. */
runProcess(async () => {
  const settings = readClusterSettings(process.argv.slice(2));
  if (settings === undefined) {
    process.stdout.write(HELP);
    return;
  }
  const redisServer = await findRedis();
  const cluster = new Cluster(print);
  // However this process ends, everything that it started ends, too.
  process.on('exit', () => cluster.kill());
  let interrupted = false;
  onInterrupts(
    () => {
      interrupted = true;
      print('\nStopping …');
      void cluster.stop().then(() => process.exit(0));
    },
    () => process.exit(INTERRUPTED),
  );
  try {
    process.stdout.write(await cluster.start(settings, redisServer));
  } catch (error) {
    // A process that is stopped during its start does not start.
    if (!interrupted) {
      await cluster.stop();
      throw error;
    }
  }
});
