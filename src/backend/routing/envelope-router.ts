import { ChatError } from '../../protocol/errors.ts';
import type { PodChannel } from '../cluster/pod-channel.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Connection } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { PersonId, SentEnvelope, Store } from '../store/store.ts';
import { type DirectEnvelope, type DirectOutcome, sentOf } from './direct-envelope.ts';
import type { PendingEnvelope, Route } from './routes.ts';

/**
 * Sends envelopes to their receivers: directly to the pod of a connected one, otherwise through the
 * mailbox. In both cases it resolves only when the receiver's device or the store has the envelope.
 * Envelopes of one connection to one receiver stay in order when they change from one route to the
 * other.
 */
export class EnvelopeRouter {
  readonly #store: Store;
  readonly #metrics: RelayMetrics;
  readonly #registry: SessionRegistry;
  /** The channel to other pods; undefined when there are none. */
  readonly #pods: PodChannel | undefined;

  constructor({ store, metrics, pods }: RelayParts, registry: SessionRegistry) {
    this.#store = store;
    this.#metrics = metrics;
    this.#registry = registry;
    this.#pods = pods;
    pods?.onEnvelope((envelope) => registry.offer(envelope));
  }

  /**
   * Sends an envelope of a stranger, which only ever takes the strangers' mailbox.
   * @throws ChatError the code with which it is rejected
   */
  async sendAsStranger({ address }: Connection, to: PersonId, sent: SentEnvelope): Promise<void> {
    try {
      // An expired contact token shows that the receiver has chosen the sender once.
      if (sent.token?.scope !== 'contact') await this.#countStranger(address, sent.from, to);
      await this.#store.strangersMail.enqueue(to, sent);
      this.#metrics.sent('queued');
    } catch (error) {
      this.#metrics.sent(error instanceof ChatError ? error.code : 'internal');
      throw error;
    }
  }

  /**
   * Sends an envelope of a contact.
   * @throws ChatError the code with which the mailbox rejects it
   */
  send({ routes }: Connection, to: PersonId, sent: SentEnvelope): Promise<void> {
    const route = routes.to(to);
    if (route.pod !== undefined && route.queueing === 0 && this.#isReachable(route.pod)) {
      return this.#sendDirectly(route, to, sent);
    }
    if (route.pending.length > 0) this.#fallBack(route);
    return this.#enqueue(route, to, sent);
  }

  /** The code has no time to wait: a client would otherwise hold back the mail of contacts as well. */
  async #countStranger(address: string, from: PersonId, to: PersonId): Promise<void> {
    const { addressLimits, people } = this.#store;
    if ((await addressLimits.count('strangers-mail', address)) > 0) {
      throw new ChatError('requests-full');
    }
    if (!(await people.countReceiver(from, to))) throw new ChatError('requests-full');
  }

  #isReachable(pod: string): boolean {
    return pod === this.#store.pod || (this.#pods?.isReachable(pod) ?? false);
  }

  #sendDirectly(
    route: Route,
    to: PersonId,
    { from, envelope, token }: SentEnvelope,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending: PendingEnvelope = {
        ...{ to, from, envelope, serial: token?.serial, after: route.after, resolve, reject },
        settle: (outcome) => this.#settle(route, pending, outcome),
      };
      route.pending.push(pending);
      this.#pass(route.pod, pending);
    });
  }

  #pass(pod: string | undefined, envelope: DirectEnvelope): void {
    if (pod === this.#store.pod) this.#registry.offer(envelope);
    else if (pod !== undefined) this.#pods?.send(pod, envelope);
  }

  #settle(route: Route, pending: PendingEnvelope, outcome: DirectOutcome): void {
    const index = route.pending.indexOf(pending);
    if (index < 0) return;
    if (outcome.kind === 'unreachable') {
      this.#fallBack(route);
      return;
    }
    route.pending.splice(index, 1);
    if (outcome.kind === 'queued') route.after = Math.max(route.after, outcome.position);
    this.#metrics.sent(outcome.kind === 'rejected' ? outcome.code : outcome.kind);
    if (outcome.kind === 'rejected') pending.reject(new ChatError(outcome.code));
    else pending.resolve();
  }

  /** Queues everything that has no outcome yet, in order, and all later envelopes. */
  #fallBack(route: Route): void {
    const { pending } = route;
    route.pending = [];
    route.pod = undefined;
    for (const direct of pending) {
      this.#metrics.fellBack('unreachable');
      this.#enqueue(route, direct.to, sentOf(direct)).then(direct.resolve, direct.reject);
    }
  }

  async #enqueue(route: Route, to: PersonId, sent: SentEnvelope): Promise<void> {
    route.queueing++;
    try {
      const { position, pod, waiting } = await this.#store.mailboxes.enqueue(to, sent);
      this.#metrics.sent('queued', waiting);
      route.after = Math.max(route.after, position);
      route.pod = pod;
    } catch (error) {
      this.#metrics.sent(error instanceof ChatError ? error.code : 'internal');
      throw error;
    } finally {
      route.queueing--;
    }
  }
}
