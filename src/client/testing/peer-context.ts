import { generateStorageKey } from '../../crypto/storage-key.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { FILE_MAX_BYTES } from '../../protocol/limits.ts';
import type { ClientContext, Relay } from '../client-context.ts';
import { StrangerLimits } from '../inbound/stranger-limits.ts';
import { PeerContext, type PeerEvent } from '../peer-context.ts';
import type { Clock } from '../scheduling/clock.ts';
import { MemoryStorage } from '../storage/memory-storage.ts';
import { newPeer } from '../storage/peer-state.ts';
import { PeerStore } from '../storage/peer-store.ts';
import { SealedRows } from '../storage/sealed-rows.ts';
import { Settings } from '../storage/settings.ts';
import type { ChatChange } from '../views.ts';
import { ManualClock } from './manual-clock.ts';

export interface TestPeerOptions {
  /** The peer's identity key. */
  readonly identity: Bytes;
  readonly clock?: Clock;
  readonly storage?: MemoryStorage;
  readonly relay?: Partial<Relay>;
  readonly profile?: Partial<ClientContext['profile']>;
  readonly strangers?: ClientContext['strangers'];
  readonly offerLimits?: ClientContext['offerLimits'];
  readonly settings?: ClientContext['settings'];
}

const refuse = (): Promise<never> => Promise.reject(new ChatError('connection-lost'));

/** The context of a new peer, offline unless a relay is given. */
export async function makePeerContext(options: TestPeerOptions) {
  const { identity, clock = new ManualClock(), storage = new MemoryStorage() } = options;
  const rows = new SealedRows(storage, await generateStorageKey());
  const peer = toBase64url(identity);
  const changes: ChatChange[] = [];
  const events: PeerEvent[] = [];
  const relay = {
    isOnline: false,
    clockSkew: 0,
    fileMaxBytes: FILE_MAX_BYTES,
    send: refuse,
    fetchBundle: refuse,
    findHolder: () => {},
  };
  const client: ClientContext = {
    // A test provides the parts of the user's profile that it uses.
    profile: options.profile as ClientContext['profile'],
    clock,
    relay: { ...relay, ...options.relay },
    offerLimits: options.offerLimits ?? { count: () => {} },
    settings: options.settings ?? new Settings(),
    strangers: options.strangers ?? new StrangerLimits(),
    publish: (change) => changes.push(change),
  };
  const store = PeerStore.create(peer, rows, newPeer('', clock.now()));
  const context = new PeerContext(client, peer, store, (event) => events.push(event));
  return { context, store, rows, changes, events };
}
