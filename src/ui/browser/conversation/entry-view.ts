import Alpine from '@alpinejs/csp';
import { LinkedText } from './linked-text.ts';
import type { Row } from './rows.ts';

/** What only some rows have: a property with a template of its name in entry.html, and what it stands before. */
type Part = readonly [name: keyof Row, next: string];

/** In the order in which they stand. */
const OF_ENTRY: readonly Part[] = [
  ['day', '.message'],
  ['isFirstUnread', '.message'],
  ['event', '.message'],
];
const OF_MESSAGE: readonly Part[] = [
  ['late', '.bubble'],
  ['quote', '.bubble'],
  ['file', '.bubble'],
  ['album', '.bubble'],
  ['reactions', '.meta'],
  ['timer', 'time'],
  ['isEdited', 'time'],
];

function hasPart(row: Row, name: keyof Row): boolean {
  const value = row[name];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The content of a template of entry.html. */
function copyOf(name: string): HTMLElement {
  const template = document.getElementById(`entry-${name}`) as HTMLTemplateElement;
  return document.importNode(template.content, true).firstElementChild as HTMLElement;
}

function remove(element: HTMLElement): void {
  Alpine.destroyTree(element);
  element.remove();
}

/** Those parts of an element that are there. Alpine fills them. */
class Parts {
  readonly #element: HTMLElement;
  readonly #parts: readonly Part[];
  readonly #shown = new Map<keyof Row, HTMLElement>();

  constructor(element: HTMLElement, parts: readonly Part[]) {
    this.#element = element;
    this.#parts = parts;
  }

  show(row: Row): void {
    for (const part of this.#parts) {
      const [name] = part;
      const shown = this.#shown.get(name);
      if (hasPart(row, name)) {
        if (shown === undefined) this.#add(part);
      } else if (shown !== undefined) {
        remove(shown);
        this.#shown.delete(name);
      }
    }
  }

  #add(part: Part): void {
    const [name, next] = part;
    const element = copyOf(name);
    const [later] = this.#parts
      .slice(this.#parts.indexOf(part) + 1)
      .flatMap(([other, before]) => (before === next ? (this.#shown.get(other) ?? []) : []));
    const place = later ?? this.#element.querySelector(next);
    if (place === null) this.#element.append(element);
    else place.before(element);
    this.#shown.set(name, element);
    Alpine.initTree(element);
  }
}

/** A message of an entry. What each one has is set here: with directives, a history would be slow to scroll. */
class MessageElement {
  readonly element = copyOf('message');
  readonly #bubble = this.#find('.bubble');
  readonly #text = new LinkedText(this.#find('.bubble > span'));
  readonly #options = this.#find('.options');
  readonly #time = this.#find('time');
  readonly #mark = this.#find('time + span');
  readonly #parts = new Parts(this.element, OF_MESSAGE);

  /** @param openOptions opens the options of the message that is shown */
  constructor(openOptions: () => void) {
    this.#options.addEventListener('click', openOptions);
  }

  show(row: Row): void {
    const { speaker, text, message, time, fullTime, mark, stateLabel } = row;
    this.element.ariaLabel = speaker;
    this.#bubble.hidden = text === '';
    this.#text.show(text);
    this.#options.hidden = message.ref === undefined;
    this.#time.textContent = time;
    this.#time.title = fullTime;
    this.#mark.hidden = mark === '';
    this.#mark.className = `mark ${mark}`;
    this.#mark.ariaLabel = stateLabel;
    this.#parts.show(row);
  }

  #find(selector: string): HTMLElement {
    return this.element.querySelector(selector) as HTMLElement;
  }
}

/** An entry of a history as an element shows it. */
export class EntryView {
  readonly #element: HTMLElement;
  readonly #parts: Parts;
  #message: MessageElement | undefined;
  #row: Row | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#parts = new Parts(element, OF_ENTRY);
  }

  show(row: Row): void {
    this.#setClasses(row.classes);
    this.#row = row;
    if (row.event !== '' || row.isPart) this.#removeMessage();
    else (this.#message ?? this.#addMessage()).show(row);
    this.#parts.show(row);
  }

  /** Others are set elsewhere. */
  #setClasses(classes: string): void {
    const { classList } = this.#element;
    classList.remove(...(this.#row?.classes.split(' ') ?? []));
    classList.add(...classes.split(' '));
  }

  #addMessage(): MessageElement {
    const message = new MessageElement(() => this.#openOptions());
    this.#message = message;
    // Before it is filled: what Alpine fills looks for the data of what is around it.
    this.#element.append(message.element);
    return message;
  }

  #removeMessage(): void {
    if (this.#message !== undefined) remove(this.#message.element);
    this.#message = undefined;
  }

  #openOptions(): void {
    const detail = this.#row?.message;
    this.#element.dispatchEvent(new CustomEvent('options', { bubbles: true, detail }));
  }
}
