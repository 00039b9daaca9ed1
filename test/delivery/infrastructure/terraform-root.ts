import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginFolders } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { type Ended, ended } from '../command.ts';
import { startAwsProvider } from './provider.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

export type RootName = 'cluster' | 'platform';

export interface PlannedResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The parts of a plan from `terraform show -json` that are used here. */
export interface Plan {
  readonly planned_values: {
    readonly root_module: { readonly resources: readonly PlannedResource[] };
  };
}

interface PlannedChanges {
  readonly resource_changes: readonly (Omit<PlannedResource, 'values'> & {
    readonly change: { readonly after: PlannedResource['values'] | null };
  })[];
}

/** The parts of a run from `terraform test -json` that are used here. */
export interface TestEvent {
  readonly type: string;
  readonly '@testrun'?: string;
  readonly test_run?: { readonly run: string; readonly path: string; readonly status?: string };
  readonly test_summary?: {
    readonly status: string;
    readonly passed: number;
    readonly failed: number;
  };
  readonly test_plan?: PlannedChanges;
  readonly diagnostic?: { readonly summary: string; readonly detail: string };
}

/** A copy of one of Terraform's roots, with its providers, that tests may change. */
export class TerraformRoot {
  readonly #folder: string;
  readonly folder: string;
  /** Environment variables for Terraform and its providers, in addition to this process's. */
  env: NodeJS.ProcessEnv = {};
  #provider: ChildProcess | undefined;

  private constructor(folder: string, name: RootName) {
    this.#folder = folder;
    this.folder = join(folder, 'terraform', name);
  }

  /**
   * Without the lock file, because providers that were built here have other hashes than
   * HashiCorp's.
   */
  static async copy(name: RootName): Promise<TerraformRoot> {
    const root = await TerraformRoot.#copyFiles(name);
    await root.#startProvider();
    await root.init('-backend=false');
    return root;
  }

  /** A copy that stores its state where its backend settings say. */
  static async copyWithState(
    name: RootName,
    backend: Readonly<Record<string, string>>,
    env: NodeJS.ProcessEnv,
  ): Promise<TerraformRoot> {
    const root = await TerraformRoot.#copyFiles(name);
    root.env = env;
    await root.init(
      ...Object.entries(backend).map(([key, value]) => `-backend-config=${key}=${value}`),
    );
    return root;
  }

  static async #copyFiles(name: RootName): Promise<TerraformRoot> {
    const folder = await mkdtemp(join(tmpdir(), `live-chat-${name}-`));
    const root = new TerraformRoot(folder, name);
    const unwanted = /\.terraform|\.tfvars\.json$/;
    await cp(join(REPOSITORY, 'terraform', name), root.folder, {
      recursive: true,
      filter: (path) => !unwanted.test(path.slice(REPOSITORY.length)),
    });
    await cp(join(REPOSITORY, 'argocd'), join(folder, 'argocd'), { recursive: true });
    return root;
  }

  async #startProvider(): Promise<void> {
    const { PATH = '', HOME = '', GOGC = '', GOMEMLIMIT = '' } = process.env;
    const provider = await startAwsProvider({ PATH, HOME, GOGC, GOMEMLIMIT });
    this.#provider = provider?.process;
    this.env = { ...provider?.env };
  }

  async init(...args: readonly string[]): Promise<void> {
    const plugins = pluginFolders().map((path) => `-plugin-dir=${path}`);
    const { code, output } = await this.run('init', '-input=false', ...args, ...plugins);
    if (code !== 0) throw new Error(`terraform init: ${output}`);
  }

  run(...args: readonly string[]): Promise<Ended> {
    const { env } = process;
    const child = spawn('terraform', [`-chdir=${this.folder}`, ...args], {
      env: { ...env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: 'true', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return ended(child);
  }

  /** @returns the whole output of `terraform test` */
  async test(...args: readonly string[]): Promise<readonly TestEvent[]> {
    const { stdout } = await this.run('test', '-json', ...args);
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as TestEvent);
  }

  remove(): Promise<void> {
    this.#provider?.kill('SIGKILL');
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The number of runs that passed; throws with all failures. */
export function passed(events: readonly TestEvent[]): number {
  const summary = events.find(({ test_summary }) => test_summary !== undefined)?.test_summary;
  if (summary?.status === 'pass') return summary.passed;
  const wrong = events.flatMap(({ diagnostic }) =>
    diagnostic === undefined ? [] : [`${diagnostic.summary}: ${diagnostic.detail}`],
  );
  throw new Error(`terraform test: ${summary?.failed ?? 'no'} failed\n${wrong.join('\n')}`);
}

/** The plan of each run, by its name, in the form of `terraform show -json`. */
export function plansOf(events: readonly TestEvent[]): ReadonlyMap<string, Plan> {
  return new Map(
    events.flatMap(({ test_plan, ...event }) =>
      test_plan === undefined ? [] : [[event['@testrun'] ?? '', asPlan(test_plan)] as const],
    ),
  );
}

/** A test reports changes; because nothing exists yet, that is everything that is planned. */
function asPlan({ resource_changes }: PlannedChanges): Plan {
  const resources = resource_changes.map(({ address, mode, type, change }) => ({
    address,
    mode,
    type,
    values: change.after ?? {},
  }));
  return { planned_values: { root_module: { resources } } };
}
