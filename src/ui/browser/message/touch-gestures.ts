import type { MessageView } from '../../../client/views.ts';
import { entryOf } from './closest.ts';

/** How long a finger rests on a message before its options open, ms. */
const LONG_PRESS_MS = 500;
/** How far a finger moves to answer a message, CSS pixels, and how far it may stray from a line. */
const SWIPE = 64;
const STRAY = 24;

interface Touch {
  readonly x: number;
  readonly y: number;
  readonly entry: HTMLElement;
  readonly timer: ReturnType<typeof setTimeout>;
  /** It has opened the options. */
  isLong: boolean;
}

/** What gestures find and do. */
interface Messages {
  messageAt(event: Event): MessageView | undefined;
  openOptions(message: MessageView): void;
}

/** What a finger does on the messages of a history: a long press opens the options, a swipe answers. */
export class TouchGestures {
  readonly #messages: Messages;
  readonly #reply: (message: MessageView) => void;
  #touch: Touch | undefined;

  constructor(messages: Messages, reply: (message: MessageView) => void) {
    this.#messages = messages;
    this.#reply = reply;
  }

  handle(event: TouchEvent): void {
    if (event.type === 'touchstart') this.#start(event);
    else if (event.type === 'touchmove') this.#move(event);
    else if (event.type === 'touchend') this.#end(event);
    else this.#stop();
  }

  #start(event: TouchEvent): void {
    this.#stop();
    const [finger] = event.touches;
    const entry = entryOf(event);
    if (finger === undefined || entry === null || event.touches.length > 1) return;
    const message = this.#messages.messageAt(event);
    const timer = setTimeout(() => {
      if (this.#touch === undefined || message === undefined) return;
      this.#touch.isLong = true;
      this.#messages.openOptions(message);
    }, LONG_PRESS_MS);
    this.#touch = { x: finger.clientX, y: finger.clientY, entry, timer, isLong: false };
  }

  #move(event: TouchEvent): void {
    const touch = this.#touch;
    const [finger] = event.touches;
    if (touch === undefined || touch.isLong || finger === undefined) return;
    const [x, y] = [finger.clientX - touch.x, finger.clientY - touch.y];
    if (Math.abs(x) > 10 || Math.abs(y) > 10) clearTimeout(touch.timer);
    if (Math.abs(y) > STRAY) this.#stop();
    else touch.entry.style.translate = `${Math.max(-SWIPE, Math.min(SWIPE, inward(x)))}px`;
  }

  #end(event: TouchEvent): void {
    const touch = this.#touch;
    // Otherwise the finger also clicks what it has opened, and closes it.
    if (touch?.isLong) event.preventDefault();
    const [finger] = event.changedTouches;
    const isSwipe =
      touch?.isLong === false && Math.abs(inward((finger?.clientX ?? 0) - touch.x)) >= SWIPE;
    const message = this.#messages.messageAt(event);
    this.#stop();
    if (isSwipe && message !== undefined) this.#reply(message);
  }

  #stop(): void {
    if (this.#touch === undefined) return;
    clearTimeout(this.#touch.timer);
    this.#touch.entry.style.translate = '';
    this.#touch = undefined;
  }
}

/** How far a finger has moved towards the end of a line; the other way counts as none. */
function inward(x: number): number {
  const isRightToLeft = document.dir === 'rtl';
  return isRightToLeft ? Math.min(0, x) : Math.max(0, x);
}
