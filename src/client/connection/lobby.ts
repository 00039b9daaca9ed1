import { toBase64url } from '../../protocol/bytes.ts';
import type { LobbyPage, Person, ReplyData, Request } from '../../protocol/events.ts';
import { parseName } from '../../protocol/name.ts';
import type { LobbyView, PersonId, PersonView } from '../views.ts';

type LobbyEvent = 'lobby:open' | 'lobby:more' | 'lobby:close';

export interface LobbyParts {
  ask<E extends LobbyEvent>(event: E, request: Request<E>): Promise<ReplyData<E>>;
  onChange(): void;
}

const viewOf = ({ identity, name, since }: Person): PersonView => ({
  peer: toBase64url(identity),
  name,
  since,
});

/** Names in the lobby are not signed: an invalid one is not shown. */
function isName(name: string): boolean {
  try {
    return parseName(name) === name;
  } catch {
    return false;
  }
}

/** The people online: the first page, which the relay keeps up to date, and further pages on request. */
export class Lobby {
  readonly #parts: LobbyParts;
  #prefix: string | undefined;
  #first: LobbyPage | undefined;
  #further: readonly LobbyPage[] = [];

  constructor(parts: LobbyParts) {
    this.#parts = parts;
  }

  /** Undefined while the lobby is closed or the relay has not replied. */
  get view(): LobbyView | undefined {
    if (this.#first === undefined) return undefined;
    const pages = [this.#first, ...this.#further];
    const people = new Map<PersonId, PersonView>();
    for (const person of pages.flatMap((page) => page.people)) {
      const view = viewOf(person);
      if (isName(view.name) && !people.has(view.peer)) people.set(view.peer, view);
    }
    const { prefix, total } = this.#first;
    const hasMore = pages.at(-1)?.next !== undefined;
    return { prefix, people: [...people.values()], total, hasMore };
  }

  /** Opens the lobby with the people whose names start with a prefix. @throws ChatError */
  async open(prefix: string): Promise<void> {
    this.#prefix = prefix;
    const page = await this.#parts.ask('lobby:open', { prefix });
    this.update(page);
  }

  /** Opens the lobby again on a new connection. @throws ChatError */
  async reopen(): Promise<void> {
    if (this.#prefix !== undefined) await this.open(this.#prefix);
  }

  /** Asks for the next page. @throws ChatError */
  async more(): Promise<void> {
    const prefix = this.#prefix;
    const after = [this.#first, ...this.#further].at(-1)?.next;
    if (prefix === undefined || after === undefined) return;
    const page = await this.#parts.ask('lobby:more', { prefix, after });
    if (prefix !== this.#prefix) return;
    this.#further = [...this.#further, page];
    this.#parts.onChange();
  }

  /** @throws ChatError */
  async close(): Promise<void> {
    this.#prefix = undefined;
    this.#first = undefined;
    this.#further = [];
    await this.#parts.ask('lobby:close', {});
  }

  /** The relay sent a newer first page. A late one for another prefix is dropped. */
  update(page: LobbyPage): void {
    if (page.prefix !== this.#prefix) return;
    if (page.prefix !== this.#first?.prefix) this.#further = [];
    this.#first = page;
    this.#parts.onChange();
  }
}
