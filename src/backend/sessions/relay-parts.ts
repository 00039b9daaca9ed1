import type { Logger } from 'pino';
import type { PodChannel } from '../cluster/pod-channel.ts';
import type { RelayConfig } from '../config.ts';
import type { Quota } from '../limits/quota.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Store } from '../store/store.ts';
import type { RelayServer } from '../transport/relay-server.ts';

/** What all parts of one relay share. */
export interface RelayParts {
  readonly io: RelayServer;
  readonly store: Store;
  readonly config: RelayConfig;
  readonly logger: Logger;
  readonly metrics: RelayMetrics;
  /** The channel for envelopes to other relays; undefined when there are none. */
  readonly pods: PodChannel | undefined;
  /** Bytes of envelopes that wait for acknowledgements without being in a mailbox. */
  readonly directMemory: Quota;
  /** The clock, ms since 1970. */
  readonly now: () => number;
}
