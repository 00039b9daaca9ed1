/** So near to the end counts as being there, CSS pixels. */
const NEAR = 48;

/** The first line that was in view, and how far below the upper edge it began, CSS pixels. */
export interface PlaceLeft {
  readonly id: string;
  readonly order: string;
  readonly offset: number;
}

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

  /** Those of some elements of which something can be seen. */
  inView(elements: readonly Element[]): Element[] {
    const window = this.#scroller.getBoundingClientRect();
    return elements.filter((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > window.top && top < window.bottom;
    });
  }

  /** What comes at the end from now on does not move the reader. */
  leaveEnd(): void {
    this.#isAtEnd = false;
  }

  /** Scrolls to an element, and stays there. */
  goTo(element: Element, block: 'start' | 'center'): void {
    element.scrollIntoView({ block });
    this.#isAtEnd = this.#isNearEnd;
  }

  /** How far below the upper edge an element begins, CSS pixels. */
  offsetOf(element: Element): number {
    return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }

  /** Scrolls so that an element begins so far below the upper edge. */
  putAt(element: Element, offset: number): void {
    this.#scroller.scrollTop += this.offsetOf(element) - offset;
    this.#isAtEnd = this.#isNearEnd;
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
    this.#isAtEnd = this.#isNearEnd;
    moved();
  }

  get #isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
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
