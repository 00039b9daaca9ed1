import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { REPOSITORY } from '../repository.ts';

const IMAGE = 'registry.example/live-chat/backend@sha256:1';

/** Signs with a cosign that fails if its arguments match. @returns how it ended, and the calls */
function sign(failing: string) {
  const script = `
    set -euo pipefail
    for noun in log signature; do source "$LIBRARY/$noun.sh"; done
    cosign() { printf '%s\\n' "$*" >&3; [[ "$*" != $FAILING ]]; }
    sign_image "$IMAGE"`;
  const { status, output } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LIBRARY: join(REPOSITORY, 'scripts/deploy'),
      IMAGE,
      FAILING: failing,
    },
  });
  return { status, calls: (output[3] ?? '').trim().split('\n') };
}

const AS_REFERRER = `sign --yes ${IMAGE}`;
const AS_TAG = `sign --yes --new-bundle-format=false --use-signing-config=false ${IMAGE}`;

test('a signature is stored as a referrer of its image', () => {
  expect(sign('nothing')).toEqual({ status: 0, calls: [AS_REFERRER] });
});

test('if the registry rejects that, it is stored under a tag', () => {
  expect(sign(AS_REFERRER)).toEqual({ status: 0, calls: [AS_REFERRER, AS_TAG] });
});

test('if it rejects both, it is not stored', () => {
  expect(sign('sign *')).toEqual({ status: 1, calls: [AS_REFERRER, AS_TAG] });
});
