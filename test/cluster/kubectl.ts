import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { Answer } from '../delivery/command.ts';

/** The API server rejected a request; the message is its own. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const OBJECT = v.looseObject({
  kind: v.string(),
  metadata: v.looseObject({ name: v.string() }),
  spec: v.optional(v.looseObject({}), {}),
  status: v.optional(v.looseObject({}), {}),
});
/** An object as the API server returns it. */
export type KubeObject = v.InferOutput<typeof OBJECT>;

export const listOf = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** What takes longer will never happen. */
const PATIENCE = '180s';

/** The command line client of a cluster. */
export class Kubectl {
  /** The path of the program, which is named kubectl. */
  readonly folder: string;
  readonly kubeconfig: string;

  constructor(folder: string, kubeconfig: string) {
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  ask(args: readonly string[], input = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const child = spawn(
        join(this.folder, 'kubectl'),
        ['--kubeconfig', this.kubeconfig, ...args],
        {
          stdio: ['pipe', 'pipe', 'pipe'],
        },
      );
      const said = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const) {
        child[stream].on('data', (data: Buffer) => {
          said[stream] += data;
        });
      }
      child.once('error', reject);
      child.once('close', (code) => resolve({ status: code ?? -1, ...said }));
      child.stdin.end(input);
    });
  }

  /** @throws Refused */
  async run(args: readonly string[], input = ''): Promise<string> {
    const { status, stdout, stderr } = await this.ask(args, input);
    if (status === 0) return stdout;
    throw new Refused(`kubectl ${args.join(' ')}\n${stderr}`);
  }

  /** Applies objects. @throws Refused */
  apply(manifests: readonly object[]): Promise<string> {
    const how = ['--server-side', '--force-conflicts', '--filename', '-'];
    return this.run(['apply', ...how], listOf(manifests));
  }

  /** Returns one object, KIND/NAME. @throws Refused */
  async read(object: string, namespace: string): Promise<KubeObject> {
    return v.parse(
      OBJECT,
      JSON.parse(await this.run(['get', object, '-n', namespace, '-o', 'json'])),
    );
  }

  /** Changes an object like a person by hand. @returns the changed object @throws Refused */
  async patch(object: string, namespace: string, operations: object): Promise<KubeObject> {
    const how = ['--type=json', '--patch', JSON.stringify(operations), '-o', 'json'];
    return v.parse(OBJECT, JSON.parse(await this.run(['patch', object, '-n', namespace, ...how])));
  }

  /** Writes an object's status like its controller. @throws Refused */
  async patchStatus(object: string, namespace: string, status: object): Promise<void> {
    const how = ['--subresource=status', '--type=merge', '--patch', JSON.stringify({ status })];
    await this.run(['patch', object, '-n', namespace, ...how]);
  }

  /** Waits until an object exists. @throws Refused after a while */
  async appears(object: string, namespace: string): Promise<void> {
    await this.run(['wait', '--for=create', object, '-n', namespace, `--timeout=${PATIENCE}`]);
  }

  /** Waits until an object is gone. @throws Refused after a while */
  async disappears(object: string, namespace: string): Promise<void> {
    await this.run(['wait', '--for=delete', object, '-n', namespace, `--timeout=${PATIENCE}`]);
  }

  /** Waits until a path of an object has a value. @throws Refused after a while */
  async wait(object: string, namespace: string, path: string, value: string): Promise<void> {
    const condition = `--for=jsonpath={${path}}=${value}`;
    await this.run(['wait', object, '-n', namespace, condition, `--timeout=${PATIENCE}`]);
  }

  /**
   * Watches one object, or all of a kind, until one of them meets a condition.
   * @returns that one
   * @throws Refused if the watch ends first
   */
  async until(
    what: string,
    namespace: string,
    wished: (object: KubeObject) => boolean,
  ): Promise<KubeObject> {
    const args = ['get', what, '-n', namespace, '--watch', '-o', 'json'];
    const child = spawn(join(this.folder, 'kubectl'), ['--kubeconfig', this.kubeconfig, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let text = '';
      for await (const line of createInterface(child.stdout)) {
        text += line;
        // Each object is printed on several lines; its last line is the only brace without
        // indentation.
        if (line !== '}') continue;
        const object = v.parse(OBJECT, JSON.parse(text));
        if (wished(object)) return object;
        text = '';
      }
      throw new Refused(`kubectl ${args.join(' ')} ended`);
    } finally {
      child.kill('SIGKILL');
    }
  }
}
