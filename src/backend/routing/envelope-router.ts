import { ChatError } from '../../protocol/errors.ts';
import type { PodChannel } from '../cluster/pod-channel.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Connection } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { PersonId, SentEnvelope, Store } from '../store/store.ts';
import { type DirectEnvelope, type DirectOutcome, sentOf } from './direct-envelope.ts';
import type { Passed, PendingEnvelope, Route } from './routes.ts';

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
  send(connection: Connection, to: PersonId, sent: SentEnvelope): Promise<void> {
    const direct = this.directRoute(connection, to);
    if (direct !== undefined) {
      const { from, envelope, token } = sent;
      return new Promise((resolve, reject) =>
        this.sendDirectly(direct, { to, from, envelope, serial: token?.serial }, (error) =>
          error === undefined ? resolve() : reject(error),
        ),
      );
    }
    const route = connection.routes.to(to);
    if (route.pending.length > 0) this.#fallBack(route);
    return this.#enqueue(route, to, sent);
  }

  /** The route to a receiver, if an envelope may bypass the mailbox now. */
  directRoute({ routes }: Connection, to: PersonId): Route | undefined {
    const route = routes.to(to);
    const { pod, queueing } = route;
    return pod !== undefined && queueing === 0 && this.#isReachable(pod) ? route : undefined;
  }

  /** Sends an envelope on a direct route. @param done is called when it has an outcome */
  sendDirectly(route: Route, sent: Passed, done: PendingEnvelope['done']): void {
    const { to, from, envelope, serial } = sent;
    const settle = (outcome: DirectOutcome): void => this.#settle(route, pending, outcome);
    const pending = { to, from, envelope, serial, after: route.after, done, settle };
    route.pending.push(pending);
    this.#pass(route.pod, pending);
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
    pending.done(outcome.kind === 'rejected' ? new ChatError(outcome.code) : undefined);
  }

  /** Queues everything that has no outcome yet, in order, and all later envelopes. */
  #fallBack(route: Route): void {
    const { pending } = route;
    route.pending = [];
    route.pod = undefined;
    for (const direct of pending) {
      this.#metrics.fellBack('unreachable');
      this.#enqueue(route, direct.to, sentOf(direct)).then(() => direct.done(), direct.done);
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
