import * as v from 'valibot';
import { signBundle } from '../../crypto/bundle.ts';
import { sha256 } from '../../crypto/hash.ts';
import { generateIdentityKey, type IdentityKey } from '../../crypto/identity-key.ts';
import { generateKemKey, type KemKey } from '../../crypto/kem.ts';
import type { SealingKey, SealingKeySource } from '../../crypto/sealing-key.ts';
import { generateStorageKey } from '../../crypto/storage-key.ts';
import { newSerial, signToken } from '../../crypto/token.ts';
import { verifyBundle } from '../../crypto/verify.ts';
import { SUITE } from '../../protocol/bundle.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { REQUEST_POLICIES } from '../../protocol/events.ts';
import { SEALING_KEY_KEPT_MS, SEALING_KEYS_KEPT } from '../../protocol/limits.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import { SealedRows } from '../storage/sealed-rows.ts';
import type { Change, Storage } from '../storage/storage.ts';

const DEFAULT_PRIVACY = { requests: 'everyone' as const, listed: true, invites: [] };

/** The stored profile of the person who uses this device. Bytes are base64url. */
const PROFILE = v.strictObject({
  identity: v.string(),
  name: v.string(),
  /** Whether a relay accepted the name. Before that, nobody has signed in here. */
  entered: v.boolean(),
  /** The user's bundles, the newest last. The older ones only open what is still in transit. */
  bundles: v.array(
    v.strictObject({
      number: v.number(),
      digest: v.string(),
      /** The ML-KEM half. It is kept as long as the RSA key. */
      kemSeed: v.string(),
      kemDigest: v.string(),
      bytes: v.string(),
      created: v.number(),
      /** When a newer one replaced it, ms. */
      replacedAt: v.optional(v.number()),
    }),
  ),
  /** Who can reach the user. Rows from versions without it have the defaults, and no invite yet. */
  privacy: v.optional(
    v.strictObject({
      requests: v.picklist(REQUEST_POLICIES),
      listed: v.boolean(),
      /** Serials of the invite tokens that are valid. */
      invites: v.array(v.string()),
    }),
    DEFAULT_PRIVACY,
  ),
});
type ProfileRow = v.InferOutput<typeof PROFILE>;
type OwnBundle = ProfileRow['bundles'][number];

const ROW = 'own';
const IDENTITY = 'identity';
const STORAGE = 'storage';
const sealingName = (number: number): string => `sealing/${number}`;

/** Private halves of one of the user's bundles. */
export interface OwnSealingKey {
  readonly number: number;
  readonly rsa: CryptoKey;
  readonly kemSeed: Bytes;
  /** `H` of the ML-KEM key, in base64url. */
  readonly kemDigest: string;
}

/** The keys of a new person. */
export interface FreshKeys {
  readonly identity: IdentityKey;
  readonly sealing: SealingKey;
  readonly kem: KemKey;
  readonly storage: CryptoKey;
}

/** Generates the keys of a new person. RSA takes some tenths of a second. */
export async function makeFreshKeys(newSealingKey: SealingKeySource): Promise<FreshKeys> {
  const [identity, sealing, kem, storage] = await Promise.all([
    generateIdentityKey(),
    newSealingKey(),
    generateKemKey(),
    generateStorageKey(),
  ]);
  return { identity, sealing, kem, storage };
}

/** The person who uses this device: identity, name and bundles, in a storage. */
export class Profile {
  readonly rows: SealedRows;
  readonly identity: IdentityKey;
  readonly #storage: Storage;
  /** Each change begins with the result of the one before. */
  readonly #changes = new SerialQueue();
  #row: ProfileRow;
  #invite: Bytes | undefined;

  private constructor(storage: Storage, rows: SealedRows, identity: IdentityKey, row: ProfileRow) {
    this.#storage = storage;
    this.rows = rows;
    this.identity = identity;
    this.#row = row;
  }

  /** The stored person, if there is one. @throws ChatError `storage-failed` */
  static async load(storage: Storage): Promise<Profile | undefined> {
    const [storageKey, identityKey] = await Promise.all([
      storage.readKey(STORAGE),
      storage.readKey(IDENTITY),
    ]);
    if (storageKey === undefined || identityKey === undefined) return undefined;
    const rows = new SealedRows(storage, storageKey);
    const row = await rows.read(PROFILE, 'profile', ROW);
    if (row === undefined) return undefined;
    const identity = { public: fromBase64url(row.identity), private: identityKey };
    const profile = new Profile(storage, rows, identity, row);
    await profile.#signInvite();
    return profile;
  }

  /** Stores a new person. Private keys are stored before a public one leaves the device. */
  static async create(storage: Storage, keys: FreshKeys, name: string, now: number) {
    const row: ProfileRow = {
      identity: toBase64url(keys.identity.public),
      name,
      entered: false,
      bundles: [],
      privacy: { ...DEFAULT_PRIVACY, invites: [toBase64url(newSerial())] },
    };
    const rows = new SealedRows(storage, keys.storage);
    const profile = new Profile(storage, rows, keys.identity, row);
    const changes: Change[] = [
      { kind: 'put-key', name: IDENTITY, key: keys.identity.private },
      { kind: 'put-key', name: STORAGE, key: keys.storage },
    ];
    await profile.#publishKey(keys, name, now, changes);
    await profile.#signInvite();
    return profile;
  }

  get name(): string {
    return this.#row.name;
  }

  /** Whether a relay accepted the name. */
  get entered(): boolean {
    return this.#row.entered;
  }

  /** The newest bundle of the user. */
  get bundle(): { readonly number: number; readonly bytes: Bytes; readonly digest: Bytes } {
    const { number, bytes, digest } = this.#newest;
    return { number, bytes: fromBase64url(bytes), digest: fromBase64url(digest) };
  }

  /** How old the newest sealing key is, ms. */
  age(now: number): number {
    return now - this.#newest.created;
  }

  /** Generates a sealing key and a bundle with this name, and deletes expired keys. */
  async rotate(name: string, now: number, newSealingKey: SealingKeySource): Promise<void> {
    const [sealing, kem] = await Promise.all([newSealingKey(), generateKemKey()]);
    await this.#changes.run(() => this.#publishKey({ sealing, kem }, name, now, []));
  }

  /** Remembers that a relay accepted the name. */
  async enter(): Promise<void> {
    if (!this.#row.entered) await this.#change(() => ({ entered: true }));
    if (this.privacy.invites.length === 0) await this.renewInvite();
  }

  /** Who can reach the user, and the serials of their valid invite tokens. */
  get privacy(): ProfileRow['privacy'] {
    return this.#row.privacy;
  }

  /** The token of the newest invite link; undefined before the first sign-in. */
  get invite(): Bytes | undefined {
    return this.#invite;
  }

  /** @throws ChatError `storage-…` */
  async setPrivacy(changes: Partial<Omit<ProfileRow['privacy'], 'invites'>>): Promise<void> {
    await this.#change(({ privacy }) => ({ privacy: { ...privacy, ...changes } }));
  }

  /** Makes another invite token; earlier ones are no longer valid. @throws ChatError `storage-…` */
  async renewInvite(): Promise<void> {
    const invites = [toBase64url(newSerial())];
    await this.#change(({ privacy }) => ({ privacy: { ...privacy, invites } }));
    await this.#signInvite();
  }

  async #signInvite(): Promise<void> {
    const serial = this.privacy.invites.at(-1);
    if (serial === undefined) return;
    const { public: owner, private: key } = this.identity;
    const claim = { scope: 'invite', serial: fromBase64url(serial), expires: 0 } as const;
    this.#invite = await signToken({ owner, holder: owner }, claim, key);
  }

  /** The private keys of one of the user's bundles, as long as they are kept. */
  async sealingKey(digest: Bytes): Promise<OwnSealingKey | undefined> {
    const wanted = toBase64url(digest);
    const bundle = this.#row.bundles.find((candidate) => candidate.digest === wanted);
    if (bundle === undefined) return undefined;
    const key = await this.#storage.readKey(sealingName(bundle.number));
    if (key === undefined) return undefined;
    const { number, kemDigest, kemSeed } = bundle;
    return { number, rsa: key, kemDigest, kemSeed: fromBase64url(kemSeed) };
  }

  /** The number below which none of the user's bundles opens anything any more. */
  get oldestBundle(): number {
    return this.#row.bundles[0]?.number ?? 0;
  }

  get #newest(): OwnBundle {
    const newest = this.#row.bundles.at(-1);
    if (newest === undefined) throw new ChatError('storage-failed', { field: 'profile' });
    return newest;
  }

  async #publishKey(
    { sealing, kem }: Pick<FreshKeys, 'sealing' | 'kem'>,
    name: string,
    now: number,
    others: readonly Change[],
  ): Promise<void> {
    const last = this.#row.bundles.at(-1)?.number ?? 0;
    // Higher than anything that a copy of this profile may have published since: numbers grow with
    // the time.
    const number = Math.max(last + 1, now);
    const { identity } = this;
    const keys = { identity: identity.public, modulus: sealing.modulus, kemKey: kem.public };
    const bundle = { suite: SUITE, number, created: now, name, ...keys };
    const bytes = await signBundle(bundle, identity.private);
    const digest = toBase64url((await verifyBundle(bytes)).digest);
    const kemDigest = toBase64url(await sha256(kem.public));
    const secret = { kemSeed: toBase64url(kem.seed), kemDigest };
    const made: OwnBundle = { number, digest, ...secret, bytes: toBase64url(bytes), created: now };
    const kept = this.#keptBundles(now);
    const dropped = this.#row.bundles.filter((old) => !kept.some((k) => k.number === old.number));
    const entered = this.#row.entered && name === this.#row.name;
    const row = { ...this.#row, name, entered, bundles: [...kept, made] };
    await this.#save(row, [
      ...others,
      { kind: 'put-key', name: sealingName(number), key: sealing.private },
      ...dropped.map((old): Change => ({ kind: 'delete-key', name: sealingName(old.number) })),
    ]);
  }

  #keptBundles(now: number): OwnBundle[] {
    return this.#row.bundles
      .map((bundle) => ({ ...bundle, replacedAt: bundle.replacedAt ?? now }))
      .filter(({ replacedAt }) => now <= replacedAt + SEALING_KEY_KEPT_MS)
      .slice(-(SEALING_KEYS_KEPT - 1));
  }

  #change(edit: (row: ProfileRow) => Partial<ProfileRow>): Promise<void> {
    return this.#changes.run(() => this.#save({ ...this.#row, ...edit(this.#row) }, []));
  }

  async #save(row: ProfileRow, changes: readonly Change[]): Promise<void> {
    await this.rows.commit([{ table: 'profile', key: ROW, value: row }], changes);
    this.#row = row;
  }
}
