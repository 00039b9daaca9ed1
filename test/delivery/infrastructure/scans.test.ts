import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tool } from '../tools.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-chat-scans-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Check {
  readonly check_id: string;
  readonly resource: string;
  readonly check_result: { readonly suppress_comment?: string };
}

interface Scan {
  readonly passed_checks: readonly Check[];
  readonly failed_checks: readonly Check[];
  readonly skipped_checks: readonly Check[];
}

function checkov(path: string): Scan {
  const options = ['--framework', 'terraform', '--compact', '--skip-download', '-o', 'json'];
  const { stdout } = spawnSync(tool('CHECKOV_PATH'), ['-d', path, ...options], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = JSON.parse(stdout) as { readonly results: Scan };
  return report.results;
}

describe('checkov over Terraform', () => {
  test('finds nothing that is not explained at the resource', () => {
    const { passed_checks, failed_checks, skipped_checks } = checkov(join(REPOSITORY, 'terraform'));
    process.stdout.write(
      `checkov: ${passed_checks.length} checks passed, ${skipped_checks.length} explained\n`,
    );
    expect(failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`)).toEqual([]);
    expect(passed_checks.length).toBeGreaterThanOrEqual(70);
    for (const { check_result } of skipped_checks) {
      expect(check_result.suppress_comment?.length).toBeGreaterThanOrEqual(30);
    }
  });

  test('an open port makes it fail', async () => {
    const copy = join(folder, 'terraform');
    await cp(join(REPOSITORY, 'terraform/cluster'), copy, {
      recursive: true,
      filter: (path) => !path.includes('.terraform/'),
    });
    const open =
      'resource "aws_security_group" "open" {\n  ingress {\n    from_port = 22\n    to_port = 22\n' +
      '    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n';
    await writeFile(join(copy, 'open.tf'), open);
    const found = checkov(copy).failed_checks.map(({ check_id }) => check_id);
    expect(found).toContain('CKV_AWS_24');
  });
});

describe('shellcheck over every shell script', () => {
  const shellcheck = (files: readonly string[]) =>
    spawnSync(tool('SHELLCHECK_PATH'), files, { encoding: 'utf8', cwd: REPOSITORY });

  /** Files whose first line says that bash runs them. */
  function scripts(): string[] {
    const { stdout } = spawnSync('git', ['ls-files'], { encoding: 'utf8', cwd: REPOSITORY });
    return stdout.split('\n').filter((file) => {
      const path = join(REPOSITORY, file);
      if (file === '' || !existsSync(path) || !statSync(path).isFile()) return false;
      const [first = ''] = readFileSync(path, 'utf8').split('\n', 1);
      return /^#!.*bash$|^# shellcheck shell=bash/.test(first);
    });
  }

  test('is clean', () => {
    const files = scripts();
    process.stdout.write(`shellcheck: ${files.length} scripts\n`);
    expect(files.length).toBeGreaterThanOrEqual(60);
    expect(shellcheck(['--exclude=SC1091', ...files])).toMatchObject({ status: 0, stdout: '' });
  });

  test('an unquoted variable makes it fail', async () => {
    const path = join(folder, 'wrong.sh');
    await writeFile(path, '#!/bin/bash\nrm $1\n');
    expect(shellcheck([path])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/SC2086/),
    });
  });
});
