import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/toolchain/free-port.ts';
import { tool } from '../delivery/tools.ts';
import { Kubectl } from './kubectl.ts';
import { Program } from './program.ts';

const kubeconfigOf = (server: string, authority: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'live-chat', context: { cluster: 'here', user: 'admin' } }],
    'current-context': 'live-chat',
  });

/**
 * A real etcd, API server, controllers and scheduler on this computer's loopback interface. It has
 * no nodes and nothing that runs on them: see nodes.ts.
 */
export class ControlPlane {
  readonly folder: string;
  readonly server: string;
  readonly token = randomUUID();
  readonly kubectl: Kubectl;
  readonly #programs: Program[] = [];

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.server = `https://127.0.0.1:${port}`;
    // The program's name makes it kubectl.
    this.kubectl = new Kubectl(folder, join(folder, 'kubeconfig'));
  }

  /** @param folder an empty folder for its data @throws ProgramEnded */
  static async start(folder: string): Promise<ControlPlane> {
    const port = await freePort();
    const plane = new ControlPlane(folder, port);
    try {
      await plane.#prepare();
      const store = await plane.#startStore();
      await plane.#startServer(port, store);
      await Promise.all([plane.#startControllers(), plane.#startScheduler()]);
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  get authority(): string {
    return join(this.folder, 'certificates', 'apiserver.crt');
  }

  get #key(): string {
    return join(this.folder, 'service-accounts.pem');
  }

  async #prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const encoding = { type: 'pkcs8', format: 'pem' } as const;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(this.#key, privateKey.export(encoding));
    await writeFile(join(this.folder, 'tokens'), `${this.token},admin,admin,system:masters\n`);
    const { kubeconfig } = this.kubectl;
    await writeFile(kubeconfig, kubeconfigOf(this.server, this.authority, this.token));
    const script = `#!/bin/sh\nexec '${tool('CONTROL_PLANE_PATH')}' kubectl "$@"\n`;
    await writeFile(join(this.folder, 'kubectl'), script, { mode: 0o755 });
  }

  async #start(name: string, ready: RegExp, flags: Record<string, string>): Promise<void> {
    const args = [name, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)];
    this.#programs.push(
      await Program.start(tool('CONTROL_PLANE_PATH'), name, this.folder, { args, ready }),
    );
  }

  async #startStore(): Promise<string> {
    const [client, peer] = [await freePort(), await freePort()];
    const address = `http://127.0.0.1:${client}`;
    await this.#start('etcd', /ready to serve client requests/, {
      'data-dir': join(this.folder, 'etcd'),
      'listen-client-urls': address,
      'advertise-client-urls': address,
      'listen-peer-urls': `http://127.0.0.1:${peer}`,
      // No data outlives the tests.
      'unsafe-no-fsync': 'true',
    });
    return address;
  }

  async #startServer(port: number, store: string): Promise<void> {
    await this.#start('kube-apiserver', /all system priority classes are created/, {
      'etcd-servers': store,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'endpoint-reconciler-type': 'none',
      'secure-port': String(port),
      'cert-dir': join(this.folder, 'certificates'),
      'token-auth-file': join(this.folder, 'tokens'),
      'authorization-mode': 'RBAC',
      'service-cluster-ip-range': '10.96.0.0/16',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': this.#key,
      'service-account-signing-key-file': this.#key,
    });
  }

  #startControllers(): Promise<void> {
    return this.#start('kube-controller-manager', /Started|Starting controller/, {
      kubeconfig: this.kubectl.kubeconfig,
      'service-account-private-key-file': this.#key,
      'root-ca-file': this.authority,
      'leader-elect': 'false',
      'secure-port': '0',
      // Volumes are folders of this computer; nodes send no heartbeats.
      'enable-hostpath-provisioner': 'true',
      controllers: '*,-node-lifecycle-controller,-taint-eviction-controller',
    });
  }

  #startScheduler(): Promise<void> {
    return this.#start('kube-scheduler', /Starting Kubernetes Scheduler/, {
      kubeconfig: this.kubectl.kubeconfig,
      'leader-elect': 'false',
      'secure-port': '0',
    });
  }

  async stop(): Promise<void> {
    for (const program of this.#programs.splice(0).reverse()) await program.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
