import type { Chat } from '../../../client/chat.ts';
import type { ChatChange, ConversationView, MessageView, PersonId } from '../../../client/views.ts';
import type { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { wordsOf } from '../conversation/message-words.ts';
import { type NotificationText, notificationText } from './notification-text.ts';
import { NotifiedMessages } from './notified-messages.ts';
import { playSound } from './sound.ts';

export { notificationOffer } from './notification-offer.ts';

/** Messages that arrive together are one notification, ms. */
const TOGETHER_MS = 100;
/** Requests share one notification, so that strangers cannot fill the screen. */
const REQUESTS = 'requests';

/** A conversation with notified messages, and the notification that is shown for it. */
interface Notified {
  readonly messages: NotifiedMessages;
  notification?: Notification;
  shown?: NotificationText;
}

/** Undefined when the browser has no notifications. */
const permission = (): NotificationPermission | undefined =>
  typeof Notification === 'undefined' ? undefined : Notification.permission;

/** Where the user is looking. */
interface Attention {
  /** At the page. */
  readonly isWatched: () => boolean;
  /** At a conversation. */
  readonly isSeen: (peer: PersonId) => boolean;
}

/** Shows, updates and removes notifications, and plays the sound. */
export class Notifier {
  readonly #app: App;
  readonly #chat: Chat;
  readonly #strings: typeof strings;
  readonly #attention: Attention;
  readonly #notified = new Map<PersonId, Notified>();
  /** Conversations with news that were not notified yet. */
  readonly #due = new Set<PersonId>();

  constructor(app: App, chat: Chat, texts: typeof strings, attention: Attention) {
    this.#app = app;
    this.#chat = chat;
    this.#strings = texts;
    this.#attention = attention;
  }

  /** Something has changed in the chat. */
  note(change: ChatChange): void {
    if (change.kind === 'message') this.#noteMessage(change.message, change.arrived);
    if (change.kind === 'removed')
      this.#change(change.peer, ({ messages }) => messages.remove(change.id));
    if (change.kind === 'conversation') this.#noteConversation(change.peer);
    if (change.kind === 'profile' && this.#chat.profile === undefined) this.stop();
  }

  /** Removes all notifications: another tab takes over, or the user signs out. */
  stop(): void {
    this.#due.clear();
    for (const peer of [...this.#notified.keys()]) this.#close(peer);
  }

  #noteMessage(message: MessageView, arrived: boolean): void {
    const { peer, kind } = message;
    if (!arrived) this.#change(peer, ({ messages }) => messages.change(message));
    if (
      !arrived ||
      (kind !== 'text' && kind !== 'file') ||
      this.#attention.isSeen(peer) ||
      !this.#isAudible(peer)
    )
      return;
    const notified = this.#notified.get(peer) ?? { messages: new NotifiedMessages() };
    notified.messages.add(message);
    this.#notified.set(peer, notified);
    if (this.#due.size === 0) setTimeout(() => this.#notify(), TOGETHER_MS);
    this.#due.add(peer);
  }

  #noteConversation(peer: PersonId): void {
    const unread = this.#isAudible(peer) ? (this.#chat.conversation(peer)?.unread ?? 0) : 0;
    this.#change(peer, ({ messages }) => messages.keepUnread(unread));
  }

  /** Neither blocked nor muted. */
  #isAudible(peer: PersonId): boolean {
    const { blocked = true, mutedUntil = 0 } = this.#chat.conversation(peer) ?? {};
    return !blocked && mutedUntil <= Date.now();
  }

  #change(peer: PersonId, change: (notified: Notified) => void): void {
    const notified = this.#notified.get(peer);
    if (notified === undefined) return;
    change(notified);
    if (notified.messages.newest === undefined) this.#close(peer);
    else if (notified.notification !== undefined) this.#show(peer, notified, false);
  }

  #close(peer: PersonId): void {
    this.#notified.get(peer)?.notification?.close();
    this.#notified.delete(peer);
    this.#due.delete(peer);
  }

  #notify(): void {
    const due = [...this.#due].filter((peer) => !this.#attention.isSeen(peer));
    this.#due.clear();
    const { notifies, notificationSound } = this.#chat.settings.values;
    if (due.length > 0 && notifies === undefined && !this.#attention.isWatched()) this.#offer();
    if (due.length === 0 || notifies !== true) return;
    for (const peer of due) {
      const notified = this.#notified.get(peer);
      if (notified !== undefined) this.#show(peer, notified, true);
    }
    if (notificationSound) playSound();
  }

  /** Asks the user, on the page, whether to ask the browser. */
  #offer(): void {
    const now = permission();
    this.#app.view.offersNotifications = now === 'default' || now === 'granted';
  }

  #show(peer: PersonId, notified: Notified, isNews: boolean): void {
    const conversation = this.#chat.conversation(peer);
    const { newest } = notified.messages;
    if (conversation === undefined || newest === undefined) return;
    if (permission() !== 'granted') return;
    const { notificationDetail } = this.#chat.settings.values;
    const words = wordsOf(newest);
    const text = notificationText(conversation, words, notificationDetail, this.#strings);
    const isShown = text.title === notified.shown?.title && text.body === notified.shown.body;
    if (isShown && !isNews) return;
    const shown = this.#create(conversation, text, isNews);
    if (shown === undefined) return;
    notified.notification = shown;
    notified.shown = text;
  }

  #create(
    { peer, consent }: ConversationView,
    { title, body }: NotificationText,
    renotify: boolean,
  ): Notification | undefined {
    try {
      const shown = new Notification(title, {
        body,
        tag: consent === 'asked' ? REQUESTS : peer,
        lang: document.documentElement.lang,
        dir: 'auto',
        icon: document.querySelector<HTMLLinkElement>('link[rel="apple-touch-icon"]')?.href ?? '',
        // The sound is our own.
        silent: true,
        ...{ renotify },
      });
      shown.addEventListener('click', () => {
        shown.close();
        focus();
        this.#app.navigation.open(peer);
      });
      return shown;
    } catch {
      // Chrome on Android constructs none; there, the sound and the title remain.
      return undefined;
    }
  }
}
