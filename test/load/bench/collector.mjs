import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loaded into a pod whose size is measured: collects its garbage whenever it is told to. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
let times = 0;
process.on('SIGUSR2', () => {
  collect();
  process.stdout.write(`collected ${++times}, heap ${process.memoryUsage().heapUsed}\n`);
});
