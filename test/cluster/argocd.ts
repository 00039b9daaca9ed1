import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { freePort } from '../../scripts/toolchain/free-port.ts';
import { tool } from '../delivery/tools.ts';
import { Program, type ProgramOptions } from './program.ts';

/** Argo CD's three programs and its cache, which run here beside the cluster. */
export class ArgoCd {
  readonly folder: string;
  readonly #kubeconfig: string;
  readonly #programs: Program[] = [];

  private constructor(folder: string, kubeconfig: string) {
    this.folder = folder;
    this.#kubeconfig = kubeconfig;
  }

  /** Its kinds, settings and namespace must exist. @throws ProgramEnded */
  static async start(folder: string, kubeconfig: string): Promise<ArgoCd> {
    await mkdir(folder, { recursive: true });
    const argo = new ArgoCd(folder, kubeconfig);
    try {
      const redis = await argo.#startCache();
      const repositories = await argo.#startRepositories(redis);
      await Promise.all([
        argo.#startController(redis, repositories),
        argo.#startApplicationSets(repositories),
      ]);
      return argo;
    } catch (error) {
      await argo.stop();
      throw error;
    }
  }

  async #start(path: string, name: string, options: ProgramOptions): Promise<void> {
    this.#programs.push(await Program.start(path, name, this.folder, options));
  }

  #startArgo(name: string, ready: RegExp, flags: Record<string, string>): Promise<void> {
    const args = [name, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)];
    return this.#start(tool('ARGOCD_PATH'), name, { args, ready, env: this.#environment });
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.folder, 'programs'), process.env['PATH']].join(delimiter),
      TMPDIR: this.folder,
      KUBECONFIG: this.#kubeconfig,
      // The address that pods would use is that of the kubeconfig.
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_TLS_DATA_PATH: join(this.folder, 'tls'),
      ARGOCD_SSH_DATA_PATH: join(this.folder, 'ssh'),
      ARGOCD_PLUGINSOCKFILEPATH: join(this.folder, 'plugins'),
      ARGOCD_K8S_CLIENT_QPS: '200',
      ARGOCD_K8S_CLIENT_BURST: '400',
    };
  }

  async #startCache(): Promise<string> {
    const port = String(await freePort());
    const args = ['--bind', '127.0.0.1', '--port', port, '--save', '', '--dir', this.folder];
    const ready = /Ready to accept connections/;
    await this.#start(tool('REDIS_SERVER_PATH'), 'argocd-redis', { args, ready });
    return `127.0.0.1:${port}`;
  }

  /** It runs Helm and Kustomize by these names. */
  async #startRepositories(redis: string): Promise<string> {
    const programs = join(this.folder, 'programs');
    await mkdir(programs);
    await symlink(tool('ARGOCD_HELM_PATH'), join(programs, 'helm'));
    await symlink(tool('KUSTOMIZE_PATH'), join(programs, 'kustomize'));
    const port = String(await freePort());
    await this.#startArgo('argocd-repo-server', /is listening on/, {
      address: '127.0.0.1',
      port,
      'metrics-port': String(await freePort()),
      'disable-tls': 'true',
      redis,
    });
    return `127.0.0.1:${port}`;
  }

  async #startController(redis: string, repositories: string): Promise<void> {
    await this.#startArgo('argocd-application-controller', /Starting secretInformer/, {
      namespace: 'argocd',
      'metrics-port': String(await freePort()),
      // It backs off when an object is changed repeatedly, which only tests do.
      'self-heal-backoff-factor': '1',
      'repo-server': repositories,
      'repo-server-plaintext': 'true',
      redis,
    });
  }

  async #startApplicationSets(repositories: string): Promise<void> {
    await this.#startArgo('argocd-applicationset-controller', /Starting workers/, {
      namespace: 'argocd',
      'metrics-addr': `127.0.0.1:${await freePort()}`,
      'probe-addr': `127.0.0.1:${await freePort()}`,
      'webhook-addr': `127.0.0.1:${await freePort()}`,
      'argocd-repo-server': repositories,
      'repo-server-plaintext': 'true',
      policy: 'create-update',
    });
  }

  async stop(): Promise<void> {
    for (const program of this.#programs.splice(0).reverse()) await program.stop();
  }
}
