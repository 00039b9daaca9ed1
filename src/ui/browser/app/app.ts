import Alpine from '@alpinejs/csp';
import { Chat } from '../../../client/chat.ts';
import { loadCode } from '../../../client/connection/load-code.ts';
import { loadOwnChanges } from '../../../client/messages/message-actions.ts';
import type { Storage } from '../../../client/storage/storage.ts';
import type { ConversationView, MessageView, PersonId, PersonView } from '../../../client/views.ts';
import { toBase64url } from '../../../protocol/bytes.ts';
import { ChatError } from '../../../protocol/errors.ts';
import { parseInvite } from '../../../protocol/invite.ts';
import { loadLinks } from '../conversation/linked-text.ts';
import type { Group } from '../conversation/rows.ts';
import type { ViewedPictures } from '../files/picture-viewer.ts';
import type { Tray } from '../files/tray.ts';
import { followArrivals } from '../notifications/follow-arrivals.ts';
import { shownName } from '../people/strangers.ts';
import { requestPersistentStorage } from '../start/request-persistent-storage.ts';
import { testBrowser } from '../start/self-test.ts';
import { watchForStorageLoss } from '../start/storage-marker.ts';
import { type Claim, claimTab } from '../start/tab-lock.ts';
import { IndexedDbStorage } from '../storage/indexed-db-storage.ts';
import { announceArrivals } from '../window/announcements.ts';
import { type ChatView, type Composing, createChatView, type DialogName } from './chat-view.ts';
import { followChat } from './follow-chat.ts';
import { Navigation } from './navigation.ts';

/** What is loaded ahead of its use waits so long, ms: other things come first. */
const PREFETCH_MS = 5_000;

/** Starts the chat of this page: checks the browser, opens the storage and claims the tab. */
export class App {
  readonly view: ChatView = createChatView();
  /** Files that are chosen and not sent yet. */
  readonly trays = new Map<PersonId, Tray>();
  /** The pictures that the viewer shows. */
  viewed: ViewedPictures | undefined;
  /** What puts pictures that were sent together into one row, once it is loaded. */
  withAlbums: Group | undefined;
  readonly navigation = new Navigation(this.view, {
    exists: (peer) => this.#chat?.conversation(peer) !== undefined,
    loadSettings: () => this.#loadOnDemand(),
  });
  /**
   * Where the reader was in conversations that were left somewhere above their end: the first entry in
   * view, and how far below the upper edge it began, CSS pixels.
   */
  readonly placesLeft = new Map<PersonId, { readonly order: string; readonly offset: number }>();
  #chat: Chat | undefined;
  #unfollow: () => void = () => undefined;
  #claims = 0;
  #waiting = new AbortController();

  /** The chat, which exists on the screens `sign-in` and `chat`. */
  get chat(): Chat {
    if (this.#chat === undefined) throw new Error('No chat is open on this screen');
    return this.#chat;
  }

  /** Shows the first screen. */
  async start(): Promise<void> {
    const { missing, keepsKeys } = await testBrowser();
    if (missing.length > 0) {
      Object.assign(this.view, { missing, screen: 'unsupported' });
    } else if (!keepsKeys) {
      this.view.durable = false;
      await this.#runWith(openMemoryStorage);
    } else if (await this.#claim('ask')) await this.#runDurably();
    else await this.#yieldToOtherTab();
  }

  /** Makes this tab the active one. */
  async takeOver(): Promise<void> {
    if (await this.#claim('take')) await this.#runDurably();
  }

  /** A conversation, including one without messages that is not in the list yet. */
  conversation(peer: PersonId): ConversationView | undefined {
    const listed = this.view.conversations.find((each) => each.peer === peer);
    return listed ?? this.#chat?.conversation(peer);
  }

  /** A peer's name as it is shown. */
  nameOf(peer: PersonId): string {
    return shownName(this.conversation(peer)?.name ?? '');
  }

  /** Opens the conversation with a person in the lobby. */
  meet(person: PersonView): void {
    this.chat.meet(person);
    this.navigation.open(person.peer);
  }

  /**
   * Shows a message in its place among the others: opens the conversation, reads what is around the
   * message, scrolls there and highlights it.
   * @param order that of the message, or one between others: then the message after it is shown
   */
  showMessage({ peer, order }: Pick<MessageView, 'peer' | 'order'>): void {
    this.view.target = { peer, order };
    if (this.view.open !== peer) this.navigation.open(peer);
  }

  /** Opens the conversation with the current holder of a peer's name. */
  meetHolder(peer: PersonId): void {
    this.navigation.open(this.chat.meetHolder(peer).peer);
  }

  /**
   * Opens the conversation with the person who sent an invite link. The user's own link has no
   * effect.
   */
  async meetInvited(fragment: string): Promise<void> {
    const invite = parseInvite(fragment);
    if (toBase64url(invite.identity) === this.view.profile?.peer) return;
    this.navigation.open((await this.chat.meetInvited(invite)).peer);
  }

  /** Begins to answer or to edit a message in the composer. */
  compose(kind: Composing['kind'], message: MessageView, stored?: Promise<MessageView>): void {
    this.view.composing = { kind, message, stored };
  }

  /** Shows a dialog. Its code is loaded on first use. */
  async openDialog(name: DialogName): Promise<void> {
    if (await this.#loadOnDemand()) await this.showDialog(name);
  }

  /** Shows a dialog whose code has been loaded: at once, unless another one is closing. */
  async showDialog(name: DialogName): Promise<void> {
    // Browsers say that a dialog has been closed some time after they have closed it.
    const closing = document.querySelector('dialog:not([open])');
    if (closing !== null) {
      await new Promise((resolve) => closing.addEventListener('close', resolve, { once: true }));
    }
    this.view.dialog = name;
  }

  /** Returns whether it was loaded, and the person has not gone elsewhere meanwhile. */
  async #loadOnDemand(): Promise<boolean> {
    const { moves } = this.navigation;
    await this.attempt(this.#registerOnDemand());
    return this.view.refusal === undefined && this.navigation.moves === moves;
  }

  /** Components that were loaded on demand, by their names in the HTML. */
  register(components: object): void {
    for (const [name, create] of Object.entries(components)) {
      Alpine.data(name, (...input: never[]) => create(this, ...input));
    }
  }

  async #registerOnDemand(): Promise<void> {
    await Promise.all([this.#load(import('../dialogs/dialog-components.ts')), loadOwnChanges()]);
  }

  /** Loads the code for files, once. @throws ChatError `connection-lost` */
  async loadFiles() {
    const files = await this.#load(import('../files/file-components.ts'));
    this.withAlbums = files.withAlbums;
    this.view.hasFiles = true;
    return files;
  }

  async #load<Loaded extends object>(loading: Promise<Loaded>): Promise<Loaded> {
    const components = await loadCode(loading);
    this.register(components);
    return components;
  }

  /** Awaits the action of a button; the banner shows why the chat rejected it. */
  async attempt(action: Promise<unknown>): Promise<void> {
    try {
      await action;
      this.view.refusal = undefined;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.view.refusal = error.code;
    }
  }

  /** Loads the page again: the newest build that the server has. */
  reload(): void {
    import('../offline/updates.ts')
      .then(({ reloadNewest }) => reloadNewest())
      .catch(() => location.reload());
  }

  async #yieldToOtherTab(): Promise<void> {
    this.view.screen = 'another-tab';
    await this.#close();
    if (await this.#claim('wait')) await this.#runDurably();
  }

  #claim(claim: Claim): Promise<boolean> {
    const number = ++this.#claims;
    this.#waiting.abort();
    this.#waiting = new AbortController();
    // Taking the lock over from this same tab does not lose it.
    const onLost = (): void => void (number === this.#claims && this.#yieldToOtherTab());
    return claimTab(claim, onLost, claim === 'wait' ? this.#waiting.signal : undefined);
  }

  #runDurably(): Promise<void> {
    return this.#runWith(IndexedDbStorage.open);
  }

  async #runWith(openStorage: () => Promise<Storage>): Promise<void> {
    try {
      await this.#run(await openStorage());
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      Object.assign(this.view, { problem: error.code, screen: 'failed' });
    }
  }

  async #close(): Promise<void> {
    this.#unfollow();
    await this.#chat?.close();
  }

  async #run(storage: Storage): Promise<void> {
    await this.#close();
    const chat = await Chat.open({ storage, address: location.origin });
    this.#chat = chat;
    this.placesLeft.clear();
    if (chat.profile !== undefined) chat.resume();
    const unfollow = followChat(chat, this.view);
    const stopNotifying = followArrivals(this, chat);
    this.#unfollow = () => {
      unfollow();
      stopNotifying();
    };
    announceArrivals(chat, this.view);
    watchForStorageLoss(chat, storage, this.view);
    requestPersistentStorage(chat, storage);
    this.#prefetch(chat);
    this.navigation.restore();
    if (location.search !== '') void import('./shortcuts.ts').then((it) => it.followShortcut(this));
  }

  /**
   * Once a message has gone or come, or when somebody comes back, the options of messages are loaded and the page
   * is stored: both work offline, too.
   */
  #prefetch(chat: Chat): void {
    const start = (): void => {
      stop();
      setTimeout(() => void this.#loadAhead().catch(() => undefined), PREFETCH_MS);
    };
    const stop = chat.onChange((change) => {
      if (change.kind !== 'message') return;
      if (!change.message.mine || change.message.state === 'delivered') start();
    });
    if (chat.profile !== undefined) start();
  }

  async #loadAhead(): Promise<void> {
    await this.#registerOnDemand();
    await loadLinks();
    await (await import('../offline/updates.ts')).keepOffline(this.view);
  }
}

/** Loads and opens a storage for private windows, which keep nothing. @throws ChatError `connection-lost` */
async function openMemoryStorage(): Promise<Storage> {
  const { MemoryStorage } = await loadCode(import('../../../client/storage/memory-storage.ts'));
  return new MemoryStorage();
}
