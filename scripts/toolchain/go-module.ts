import { answerOf } from './pinned-tool.ts';
import { ToolMissing } from './tool.ts';

/**
 * The folder of a module, NAME@VERSION, in the module cache; Go verifies what it downloads. @throws
 * ToolMissing
 */
export function moduleFolder(module: string): string {
  const answer = answerOf('go', ['mod', 'download', '-json', module]);
  const dir = answer === undefined ? undefined : JSON.parse(answer).Dir;
  if (typeof dir === 'string') return dir;
  throw new ToolMissing(`${module} is needed. Type: go mod download ${module}`);
}
