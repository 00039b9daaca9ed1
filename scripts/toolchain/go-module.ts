import { answerOf } from './pinned-tool.ts';
import { ToolMissing } from './tool.ts';

/** Where the module cache has a module, NAME@VERSION; Go verifies what it downloads. @throws ToolMissing */
export function moduleFolder(module: string): string {
  const answer = answerOf('go', ['mod', 'download', '-json', module]);
  const dir = answer === undefined ? undefined : JSON.parse(answer).Dir;
  if (typeof dir === 'string') return dir;
  throw new ToolMissing(`${module} is needed. Type: go mod download ${module}`);
}
