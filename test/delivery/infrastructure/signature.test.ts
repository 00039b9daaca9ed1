import { expect, test } from '@jest/globals';
import { runFunctions } from './deploy-functions.ts';

const IMAGE = 'registry.example/live-chat/backend@sha256:1';

/** Signs with a cosign that fails if its arguments match. @returns how it ended, and the calls */
function sign(failing: string) {
  const script = `
    cosign() { printf '%s\\n' "$*" >&3; [[ "$*" != $FAILING ]]; }
    sign_image "$IMAGE"`;
  const env = { IMAGE, FAILING: failing };
  const { status, told } = runFunctions('log signature', script, env);
  return { status, calls: told.trim().split('\n') };
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
