import type { Emoji, EmojiSet } from './emoji-set.ts';
import { insertText } from './insert.ts';
import { loadEmoji } from './load-emoji.ts';
import { codeBefore, nameBefore } from './name-before.ts';

/**
 * Completes `:name` in the composer: a list of emoji above it, as the ARIA Authoring Practices describe it for
 * combo boxes. Arrow keys choose, Enter and Tab accept, Escape closes the list. It listens to the document, because
 * composers exist before this is loaded.
 */

const SHOWN = 7;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** An open list. */
interface OpenList {
  readonly field: HTMLTextAreaElement;
  readonly list: HTMLElement;
  readonly found: readonly Emoji[];
  /** Where the `:` is. */
  readonly from: number;
  at: number;
}

let set: EmojiSet | undefined;
let open: OpenList | undefined;

const optionId = (index: number): string => `emoji-completion-${index}`;

function close(): void {
  if (open === undefined) return;
  const { field, list } = open;
  open = undefined;
  list.hidden = true;
  list.replaceChildren();
  field.removeAttribute('aria-controls');
  field.removeAttribute('aria-activedescendant');
}

function mark({ field, list, at }: OpenList): void {
  [...list.children].forEach((option, index) => {
    option.ariaSelected = String(index === at);
  });
  field.setAttribute('aria-activedescendant', optionId(at));
}

function accept(index: number): void {
  if (open === undefined) return;
  const { field, found, from } = open;
  const emoji = found[index]?.emoji;
  close();
  if (emoji !== undefined) insertText(field, emoji, from, field.selectionStart);
}

function optionOf({ emoji, name }: Emoji, index: number): HTMLLIElement {
  const option = document.createElement('li');
  option.id = optionId(index);
  option.role = 'option';
  const sign = document.createElement('span');
  sign.ariaHidden = 'true';
  sign.textContent = emoji;
  option.append(sign, ` ${name}`);
  // The field keeps the focus.
  option.addEventListener('mousedown', (event) => event.preventDefault());
  option.addEventListener('click', () => accept(index));
  return option;
}

function suggest(field: HTMLTextAreaElement): void {
  const list = field.form?.querySelector<HTMLElement>('[role=listbox]');
  const named = nameBefore(field.value.slice(0, field.selectionStart));
  const found = named === undefined ? [] : (set?.search(named.name, SHOWN) ?? []);
  close();
  if (!list || named === undefined || found.length === 0) return;
  open = { field, list, found, from: named.from, at: 0 };
  list.replaceChildren(...found.map(optionOf));
  list.hidden = false;
  field.setAttribute('aria-controls', list.id);
  mark(open);
}

/** Puts the emoji in place of its whole short code: `:tada:`. @returns whether there was one */
function replaceCode(field: HTMLTextAreaElement): boolean {
  const end = field.selectionStart;
  const closed = codeBefore(field.value.slice(0, end));
  const emoji = closed === undefined ? undefined : set?.withCode(closed.code)?.emoji;
  if (closed === undefined || emoji === undefined) return false;
  close();
  insertText(field, emoji, closed.from, end);
  return true;
}

async function typed(event: Event): Promise<void> {
  const { target } = event;
  if (!(target instanceof HTMLTextAreaElement) || !target.matches('.composer textarea')) return;
  const before = target.value.slice(0, target.selectionStart);
  // Most of what is typed names no emoji, and nothing is loaded for it.
  if (nameBefore(before) === undefined && codeBefore(before) === undefined) {
    close();
    return;
  }
  // Without a network, a name stays text.
  set ??= await loadEmoji().catch(() => undefined);
  if (!replaceCode(target)) suggest(target);
}

function pressed(event: KeyboardEvent): void {
  if (open === undefined || event.target !== open.field || event.shiftKey) return;
  const { found } = open;
  const step = STEPS[event.key];
  if (step !== undefined) {
    open.at = (open.at + step + found.length) % found.length;
    mark(open);
  } else if (event.key === 'Enter' || event.key === 'Tab') accept(open.at);
  else if (event.key === 'Escape') close();
  else return;
  // Neither the composer nor the conversation gets a key that the list takes.
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener('input', (event) => void typed(event));
document.addEventListener('keydown', pressed, { capture: true });
document.addEventListener('focusout', close);
