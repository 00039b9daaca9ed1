import type { MailboxNotifier, NotificationListener, QueuedEnvelope } from '../store.ts';
import { notificationChannel, STRANGERS_NOTIFICATION } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { bytesOf, entryIdOf } from './replies.ts';

/** Receives the mailbox notifications for the people of this process, on a channel of its own. */
export class RedisMailboxNotifier implements MailboxNotifier {
  readonly #listeners = new Set<NotificationListener>();

  private constructor(subscriber: RedisClient, channel: string) {
    const own = Buffer.from(channel);
    subscriber.on('messageBuffer', (from: Buffer, notification: Buffer) => {
      if (from.equals(own)) this.#receive(notification);
    });
  }

  /** Resolves when the subscription is active: no notification is missed while the connection lasts. */
  static async listen(subscriber: RedisClient, pod: string): Promise<RedisMailboxNotifier> {
    const channel = notificationChannel(pod);
    const notifier = new RedisMailboxNotifier(subscriber, channel);
    await subscriber.subscribe(channel);
    return notifier;
  }

  onNotification(listener: NotificationListener): void {
    this.#listeners.add(listener);
  }

  #receive(notification: Buffer): void {
    const end = notification.indexOf(0);
    const text = notification.toString('latin1', 0, end < 0 ? notification.length : end);
    const carried = end < 0 ? undefined : envelopeOf(notification.subarray(end + 1));
    const lane = text.startsWith(STRANGERS_NOTIFICATION) ? 'strangers' : 'contacts';
    const person = lane === 'contacts' ? text : text.slice(STRANGERS_NOTIFICATION.length);
    for (const listener of this.#listeners) listener(person, lane, carried);
  }
}

/** Entry id, sender and envelope, the first two terminated by U+0000. */
function envelopeOf(notification: Buffer): QueuedEnvelope {
  const afterEntryId = notification.indexOf(0);
  const afterFrom = notification.indexOf(0, afterEntryId + 1);
  return {
    ...entryIdOf(notification.subarray(0, afterEntryId)),
    from: notification.toString('latin1', afterEntryId + 1, afterFrom),
    envelope: bytesOf(notification.subarray(afterFrom + 1)),
  };
}
