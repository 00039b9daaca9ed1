import type { MessageView } from '../../../client/views.ts';

/** The unread messages of a conversation that the user was notified of, oldest first. */
export class NotifiedMessages {
  #messages: readonly MessageView[] = [];

  /** The one that a notification shows. */
  get newest(): MessageView | undefined {
    return this.#messages.at(-1);
  }

  add(message: MessageView): void {
    this.remove(message.id);
    this.#messages = [...this.#messages, message];
  }

  /** A message has another wording, or was deleted. */
  change(message: MessageView): void {
    if (message.isDeleted === true) this.remove(message.id);
    this.#messages = this.#messages.map((each) => (each.id === message.id ? message : each));
  }

  remove(id: string): void {
    this.#messages = this.#messages.filter((each) => each.id !== id);
  }

  /** The user has read all but so many. */
  keepUnread(count: number): void {
    this.#messages = count === 0 ? [] : this.#messages.slice(-count);
  }
}
