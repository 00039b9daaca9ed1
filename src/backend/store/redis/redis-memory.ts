import { LANES } from '../../../protocol/events.ts';
import {
  CONTACTS_MEMORY_SHARE,
  CONTACTS_MEMORY_STOP,
  DIRECTORY_MEMORY_STOP,
  MAILBOX_MAX_AGE_MS,
  MAILBOX_RESERVED_BYTES,
  QUEUED_ENVELOPE_OVERHEAD,
  STRANGERS_MEMORY_SHARE,
  STRANGERS_MEMORY_STOP,
} from '../../../protocol/limits.ts';
import { type MemoryBudget, type MemoryUse, mailboxLimit } from '../memory-budget.ts';
import type { Lane } from '../store.ts';
import { MEMORY_KEY } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { listOf, numberOf } from './replies.ts';
import { REPORT_MEMORY } from './scripts/report-memory.lua.ts';

const HOUR_MS = 3_600_000;
/** The figures of all hours, which every report renews. */
const LIFE_MS = MAILBOX_MAX_AGE_MS;
/** Bytes that this process queues before it reports them: what each process may be wrong by. */
const UNREPORTED_MAX_BYTES = 1024 * 1024;

const SHARES: Readonly<Record<Lane, number>> = {
  contacts: CONTACTS_MEMORY_SHARE,
  strangers: STRANGERS_MEMORY_SHARE,
};
const STOPS: Readonly<Record<Lane, number>> = {
  contacts: CONTACTS_MEMORY_STOP,
  strangers: STRANGERS_MEMORY_STOP,
};

/**
 * The memory of Redis by kind. Each process counts the envelopes that it queues and removes, and
 * reports its figures and reads those of all at every heartbeat, and sooner when they have changed much: a
 * command per envelope, on another hash slot, would cost more than it is worth. Envelopes that expire
 * are counted out by the hour in which they were queued. What Redis itself reports catches everything
 * else: beyond a part of its limit it takes no more mail of strangers, then of contacts, then new people.
 */
export class RedisMemory implements MemoryBudget {
  readonly #link: RedisLink;
  readonly #now: () => number;
  /** All bytes of queued envelopes at the last report. */
  #atLastReport: Readonly<Record<Lane, number>> = { contacts: 0, strangers: 0 };
  /** What changed here since then, by lane and hour. */
  #changes = new Map<string, number>();
  readonly #unreported: Record<Lane, number> = { contacts: 0, strangers: 0 };
  /** Memory in use, and the limit; infinite until Redis has reported it. */
  #used = 0;
  #max = Number.POSITIVE_INFINITY;
  /** The fullest node's part of its memory that is in use. */
  #fullness = 0;
  #refreshing: Promise<void> | undefined;

  constructor(link: RedisLink, now: () => number) {
    this.#link = link;
    this.#now = now;
  }

  uses(): readonly MemoryUse[] {
    const [contacts, strangers] = [this.#usedBy('contacts'), this.#usedBy('strangers')];
    const mail = contacts + strangers;
    return [
      {
        kind: 'directory',
        used: Math.max(0, this.#used - mail),
        limit: Math.max(0, this.#max * DIRECTORY_MEMORY_STOP - mail),
      },
      { kind: 'contacts', used: contacts, limit: this.#max * SHARES.contacts },
      { kind: 'strangers', used: strangers, limit: this.#max * SHARES.strangers },
    ];
  }

  /** The most that one mailbox of a lane may hold now, bytes. */
  mailboxLimit(lane: Lane): number {
    if (this.#fullness >= STOPS[lane]) return 0;
    const limit = mailboxLimit(this.#max * SHARES[lane] - this.#usedBy(lane));
    // People who read their mail need little room, and must have it also when figures are late.
    return lane === 'contacts' ? Math.max(limit, MAILBOX_RESERVED_BYTES) : limit;
  }

  /** Whether there is room for new people. */
  get hasRoomForPeople(): boolean {
    return this.#fullness < DIRECTORY_MEMORY_STOP;
  }

  /** An envelope of this size was queued. */
  queued(lane: Lane, bytes: number): void {
    const hour = Math.floor(this.#now() / HOUR_MS);
    this.#change(lane, hour, bytes + QUEUED_ENVELOPE_OVERHEAD);
    if (this.#unreported.contacts + this.#unreported.strangers > UNREPORTED_MAX_BYTES) {
      void this.refresh();
    }
  }

  /** Envelopes were removed. @param removed hour, number and bytes, one after the other */
  removed(lane: Lane, removed: readonly number[]): void {
    for (let index = 0; index < removed.length; index += 3) {
      const [hour = 0, count = 0, bytes = 0] = removed.slice(index, index + 3);
      this.#change(lane, hour, -bytes - count * QUEUED_ENVELOPE_OVERHEAD);
    }
  }

  /** Only one report runs at a time. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#report()
      .catch(() => undefined)
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #report(): Promise<void> {
    const changes = this.#changes;
    const reported = { ...this.#unreported };
    this.#changes = new Map();
    const hour = Math.floor(this.#now() / HOUR_MS);
    const args = [...changes].flatMap(([key, change]) => [...key.split(':'), change]);
    try {
      const reply = await this.#link.run(REPORT_MEMORY, [MEMORY_KEY], [hour, LIFE_MS, ...args]);
      const [contacts = 0, strangers = 0] = listOf(reply).map(numberOf);
      this.#atLastReport = { contacts, strangers };
      for (const lane of LANES) this.#unreported[lane] -= reported[lane];
    } catch (error) {
      for (const [key, change] of changes) {
        this.#changes.set(key, (this.#changes.get(key) ?? 0) + change);
      }
      throw error;
    }
    const nodes = await this.#link.memory();
    this.#used = nodes.reduce((sum, { used }) => sum + used, 0);
    this.#max = nodes.reduce((sum, { max }) => sum + max, 0);
    this.#fullness = Math.max(...nodes.map(({ used, max }) => used / max));
  }

  #usedBy(lane: Lane): number {
    return Math.max(0, this.#atLastReport[lane] + this.#unreported[lane]);
  }

  #change(lane: Lane, hour: number, bytes: number): void {
    const key = `${lane}:${hour}`;
    this.#changes.set(key, (this.#changes.get(key) ?? 0) + bytes);
    this.#unreported[lane] += bytes;
  }
}
