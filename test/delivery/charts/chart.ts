import { join } from 'node:path';
import { KUBERNETES_VERSIONS } from '../../../scripts/toolchain/kubernetes-schemas.ts';
import { type Answer, ask } from '../command.ts';
import { REPOSITORY } from '../repository.ts';
import { tool } from '../tools.ts';
import { LEAST, type Values } from './edges.ts';

export const LIVE_CHAT = join(REPOSITORY, 'charts/live-chat');
const FLAGS = ['--kube-version', KUBERNETES_VERSIONS[0]];
const RELEASE = 'live-chat';

function setting(values: Values): string[] {
  const entries = Object.entries({ ...LEAST, ...values });
  return entries.flatMap(([path, value]) => ['--set-json', `${path}=${JSON.stringify(value)}`]);
}

const rendered = new Map<string, Answer>();

/** Helm's output for the chart with the minimal values and some others; rendered once in a file. */
export function template(values: Values, namespace = RELEASE, helm = tool('HELM_PATH')): Answer {
  const flags = [...FLAGS, '--namespace', namespace, ...setting(values)];
  const key = [helm, ...flags].join('\n');
  const answer = rendered.get(key) ?? ask(helm, ['template', RELEASE, LIVE_CHAT, ...flags]);
  rendered.set(key, answer);
  return answer;
}

export function lint(values: Values): Answer {
  return ask(tool('HELM_PATH'), ['lint', '--strict', LIVE_CHAT, ...FLAGS, ...setting(values)]);
}
