/** So near to the end counts as being there, CSS pixels. */
const NEAR = 48;

/**
 * Where the reader is in a history. At its end they stay at the end whatever comes; elsewhere they
 * stay at the line they read, also when older lines are put above it.
 */
export class ScrollPlace {
  readonly #scroller: HTMLElement;
  readonly #observer: ResizeObserver;
  #isAtEnd = true;
  /** Heights of content and window when the place was last judged or kept. */
  #heights = '';
  /** While older lines come: how far the end is, which they do not change. */
  #fromEnd: number | undefined;

  /** @param moved is called when the reader comes to the end or leaves it */
  constructor(scroller: HTMLElement, content: HTMLElement, moved: () => void) {
    this.#scroller = scroller;
    scroller.addEventListener('scroll', () => this.#scrolled(moved), { passive: true });
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(scroller);
    this.#observer.observe(content);
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Whether the oldest line that is there comes into sight. */
  get isNearStart(): boolean {
    return this.#scroller.scrollTop < this.#scroller.clientHeight;
  }

  /** Whether one has to scroll up to see it. */
  isAbove(element: HTMLElement): boolean {
    return element.getBoundingClientRect().top < this.#scroller.getBoundingClientRect().top;
  }

  toEnd(): void {
    this.#isAtEnd = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** To be called before lines are put above. */
  holdFromEnd(): void {
    this.#fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
  }

  disconnect(): void {
    this.#observer.disconnect();
  }

  #scrolled(moved: () => void): void {
    // Not the reader has moved then, but lines have come; where to be among them is decided below.
    if (this.#heights !== this.#measure()) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    moved();
  }

  #resized(): void {
    if (this.#isAtEnd) this.toEnd();
    else if (this.#fromEnd !== undefined) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight - this.#fromEnd;
    }
    this.#fromEnd = undefined;
    this.#heights = this.#measure();
  }

  #measure(): string {
    return `${this.#scroller.scrollHeight}/${this.#scroller.clientHeight}`;
  }
}
