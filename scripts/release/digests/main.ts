import { runProcess } from '../../../src/service/process.ts';
import { printDigests } from './print-digests.ts';

runProcess(() => printDigests(process.argv.slice(2), (text) => process.stdout.write(text)));
