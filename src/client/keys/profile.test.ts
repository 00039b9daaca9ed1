import { beforeEach, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { SealingKeys } from '../../crypto/testing/sealing-keys.ts';
import { FaultyStorage } from '../testing/faulty-storage.ts';
import { makeFreshKeys, Profile } from './profile.ts';

useDirectCrypto();

const NOW = 1_000_000;
const { take } = new SealingKeys();

let storage: FaultyStorage;
let profile: Profile;

beforeEach(async () => {
  storage = new FaultyStorage();
  profile = await Profile.create(storage, await makeFreshKeys(take), 'alice', NOW);
});

/** Begins a second change when the first one is stored and its caller does not know yet. */
async function changeTogether(first: () => Promise<void>, second: () => Promise<void>) {
  const both = [] as Promise<void>[];
  const begun = new Promise<void>((resolve) => {
    storage.onCommit = () => {
      storage.onCommit = () => {};
      both.push(second());
      resolve();
    };
  });
  both.push(first());
  await begun;
  await Promise.all(both);
  const stored = await Profile.load(storage);
  if (stored === undefined) throw new TypeError('the profile is gone');
  return stored;
}

it('privacy that changes while the sealing key is replaced is kept, and so is the key', async () => {
  const stored = await changeTogether(
    () => profile.rotate('alice', NOW + 1, take),
    () => profile.setPrivacy({ listed: false }),
  );
  expect(stored.privacy.listed).toBe(false);
  expect(stored.bundle.number).toBe(NOW + 1);
  expect(profile.bundle).toEqual(stored.bundle);
  expect(await profile.sealingKey(stored.bundle.digest)).toMatchObject({ number: NOW + 1 });
});

it('another setting that changes while an invite is revoked does not make the invite valid again', async () => {
  const [revoked] = profile.privacy.invites;
  const stored = await changeTogether(
    () => profile.renewInvite(),
    () => profile.setPrivacy({ listed: false }),
  );
  expect(stored.privacy.listed).toBe(false);
  expect(stored.privacy.invites).toHaveLength(1);
  expect(stored.privacy.invites).not.toContain(revoked);
  expect(profile.privacy).toEqual(stored.privacy);
});

it('a change that cannot be stored leaves the profile as it was', async () => {
  storage.breaksNext = true;
  await expect(profile.setPrivacy({ requests: 'nobody' })).rejects.toMatchObject({
    code: 'storage-full',
  });
  expect(profile.privacy.requests).toBe('everyone');
  await profile.enter();
  expect((await Profile.load(storage))?.privacy.requests).toBe('everyone');
  expect(profile.entered).toBe(true);
});
