/** Within this distance the reader counts as being at the end, CSS pixels. */
const NEAR = 48;
/**
 * More entries are read when less than this part of those on the page is left, or than so many
 * times the height of the window.
 */
const AHEAD = 1 / 6;
const WINDOWS_AHEAD = 2;

/** An entry that was in view, and how far below the upper edge it began, CSS pixels. */
interface Anchor {
  readonly element: Element;
  readonly offset: number;
}

/**
 * Where the reader is in a history. At its end they stay at the end whatever comes; elsewhere the
 * entries in view stay where they are, whatever is put above or below them, and however wide the
 * window is.
 */
export class ScrollPlace {
  /** Whether the timeline ends where the content does. */
  reachesEnd = true;
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #observer: ResizeObserver;
  /** Of the content when it changed last: to look for them takes longer than all the rest. */
  #entries: readonly Element[] = [];
  #isAtEnd = true;
  #anchors: readonly Anchor[] = [];
  #isDue = false;
  /** Heights of content and window when the position was last evaluated or kept. */
  #heights = '';

  /** @param moved is called when the reader has scrolled, or sees more or less than before */
  constructor(scroller: HTMLElement, content: HTMLElement, moved: () => void) {
    this.#scroller = scroller;
    this.#content = content;
    scroller.addEventListener('scroll', () => this.#scrolled(moved), { passive: true });
    this.#observer = new ResizeObserver(() => {
      this.keep();
      moved();
    });
    this.#observer.observe(scroller);
    this.#observer.observe(content);
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Whether the first entry that is there comes into sight. */
  get isNearStart(): boolean {
    return this.#scroller.scrollTop < this.#ahead;
  }

  /** Whether the last entry that is there comes into sight. */
  get isNearEnd(): boolean {
    return this.#distanceFromEnd < this.#ahead;
  }

  /** What shows the entries, in their order. */
  get elements(): readonly Element[] {
    return this.#entries;
  }

  /** The indices of entries of which something can be seen: the first one, and the one after the last. */
  get inView(): readonly [from: number, to: number] {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const from = this.#firstFrom((rect) => rect.bottom > top);
    return [from, this.#firstFrom((rect) => rect.top >= bottom)];
  }

  /** Whether an element is above the visible part. */
  isAbove(element: Element): boolean {
    return this.offsetOf(element) < 0;
  }

  /** The distance of an element from the upper edge, CSS pixels. */
  offsetOf(element: Element): number {
    return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }

  /** Scrolls to an element, and stays there. */
  goTo(element: Element, block: 'start' | 'center'): void {
    this.#scrollBy(this.offsetOf(element));
    element.scrollIntoView({ block });
    this.#note();
  }

  /** Scrolls so that an element has this distance from the upper edge. */
  putAt(element: Element, offset: number): void {
    this.#scrollBy(this.offsetOf(element) - offset);
    this.#note();
  }

  toStart(): void {
    this.#scrollBy(-this.#scroller.scrollTop);
    this.#note();
  }

  toEnd(): void {
    this.#scrollBy(this.#distanceFromEnd);
    this.#note();
  }

  /** To be called when the content has changed: the reader stays where they are. */
  keep(): void {
    this.#find();
    const anchor = this.#anchors.find(({ element }) => element.isConnected);
    if (this.#isAtEnd) this.#scrollBy(this.#distanceFromEnd);
    else if (anchor !== undefined) this.#scrollBy(this.offsetOf(anchor.element) - anchor.offset);
    this.#heights = this.#measure();
  }

  /** Like `keep`, before the next frame is drawn: one layout for all that changes until then. */
  keepInFrame(): void {
    this.#find();
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.keep();
    });
  }

  /** From the next `keep` on, the reader is at the end. */
  follow(): void {
    this.#isAtEnd = true;
  }

  disconnect(): void {
    this.#observer.disconnect();
  }

  #find(): void {
    this.#entries = [...this.#content.getElementsByClassName('entry')];
  }

  /** Scrolls at once. A smooth scroll that is under way would go on to where it was to end. */
  #scrollBy(top: number): void {
    if (top !== 0) this.#scroller.scrollBy({ top: 0, behavior: 'smooth' });
    this.#scroller.scrollTop += top;
  }

  get #distanceFromEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  get #ahead(): number {
    const { scrollHeight, clientHeight } = this.#scroller;
    return Math.min(WINDOWS_AHEAD * clientHeight, scrollHeight * AHEAD);
  }

  #scrolled(moved: () => void): void {
    // The content has changed then, not the reader moved; `keep` decides where they are.
    if (this.#heights !== this.#measure()) return;
    this.#note();
    moved();
  }

  /** The reader is here now. */
  #note(): void {
    this.#heights = this.#measure();
    this.#isAtEnd = this.reachesEnd && this.#distanceFromEnd < NEAR;
    const anchors = this.#entries
      .slice(...this.inView)
      .map((element) => ({ element, offset: this.offsetOf(element) }));
    // Whole entries first: where only the end of one is in view, it may be shorter in a wider window.
    const isWhole = ({ offset }: Anchor): boolean => offset >= 0;
    this.#anchors = [...anchors.filter(isWhole), ...anchors.filter((each) => !isWhole(each))];
  }

  /** The first entry that fulfils what all entries after it fulfil as well. */
  #firstFrom(fulfils: (rect: DOMRect) => boolean): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const rect = this.#entries[middle]?.getBoundingClientRect();
      if (rect !== undefined && fulfils(rect)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #measure(): string {
    return `${this.#scroller.scrollHeight}/${this.#scroller.clientHeight}`;
  }
}
