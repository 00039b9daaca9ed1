/** Within this distance the reader counts as being at the end, CSS pixels. */
const NEAR = 48;
/**
 * More entries are read when less than this part of those on the page is left, or than so many
 * times the height of the window.
 */
const AHEAD = 1 / 6;
const WINDOWS_AHEAD = 2;
/** Of the spacer when it is used up, and half of what it may grow to, CSS pixels. */
const SPACER = 10_000;

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
  /** Whether it begins where the content does. */
  reachesStart = false;
  readonly #scroller: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #observer: ResizeObserver;
  /** Of the content when it changed last: to look for them takes longer than all the rest. */
  #entries: readonly Element[] = [];
  /** Of the spacer, CSS pixels. */
  #height = 0;
  #isAtEnd = true;
  #anchors: readonly Anchor[] = [];
  #isDue = false;
  /** Heights of content and window when the position was last evaluated or kept. */
  #heights = '';

  /**
   * @param spacer stands for the entries above those that are there
   * @param moved is called when the reader has scrolled, or sees more or less than before
   */
  constructor(scroller: HTMLElement, content: HTMLElement, spacer: HTMLElement, moved: () => void) {
    this.#scroller = scroller;
    this.#spacer = spacer;
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
    return this.#scroller.scrollTop - this.#height < this.#ahead;
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

  /** The distance of an element from the upper edge, CSS pixels. */
  offsetOf(element: Element): number {
    return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }

  /** Scrolls to an element, and stays there. */
  goTo(element: Element, block: 'start' | 'center'): void {
    this.putAt(element, 0);
    element.scrollIntoView({ block });
    this.#note();
  }

  /** Scrolls so that an element has this distance from the upper edge. */
  putAt(element: Element, offset: number): void {
    this.#scrollTo(this.#scroller.scrollTop + this.offsetOf(element) - offset);
    this.#note();
  }

  toStart(): void {
    this.#scrollTo(0);
    this.#note();
  }

  toEnd(): void {
    this.#scrollTo(this.#scroller.scrollHeight);
    this.#note();
  }

  /** To be called when the content has changed: the reader stays where they are. */
  keep(): void {
    this.#find();
    const anchor = this.#anchors.find(({ element }) => element.isConnected);
    if (this.#isAtEnd) this.#follow(this.#distanceFromEnd);
    else this.#follow(anchor === undefined ? 0 : this.offsetOf(anchor.element) - anchor.offset);
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
    this.#entries = [...this.#scroller.getElementsByClassName('entry')];
  }

  /**
   * Follows the content, which has moved by so many CSS pixels. As long as it can, the spacer makes
   * room instead: to scroll draws everything again, and may end a gesture.
   */
  #follow(moved: number): void {
    const { scrollTop } = this.#scroller;
    const room = this.#height - moved;
    if (this.reachesStart) this.#height = 0;
    else if (!this.#isAtEnd) this.#height = room < 0 || room > 2 * SPACER ? SPACER : room;
    this.#spacer.style.blockSize = `${this.#height}px`;
    if (this.#height !== room) this.#scrollTo(scrollTop + this.#height - room);
  }

  /** Scrolls at once. A smooth scroll that is under way would go on to where it was to end. */
  #scrollTo(top: number): void {
    if (top !== this.#scroller.scrollTop) this.#scroller.scrollBy({ top: 0, behavior: 'smooth' });
    this.#scroller.scrollTop = top;
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
    this.#leaveSpacer();
    this.#note();
    moved();
  }

  /** Whoever sees nothing but the spacer is at the first entry. */
  #leaveSpacer(): void {
    const [first] = this.#entries;
    const offset = first === undefined || this.reachesStart ? 0 : this.offsetOf(first);
    if (offset > this.#scroller.clientHeight) this.#follow(offset);
  }

  /** The reader is here now. */
  #note(): void {
    this.#heights = this.#measure();
    this.#isAtEnd = this.reachesEnd && this.#distanceFromEnd < NEAR;
    const anchors = this.#entries
      .slice(...this.inView)
      .map((element) => ({ element, offset: this.offsetOf(element) }));
    // Whole entries first: where only the end of one is in view, it may be shorter in a wider window.
    this.#anchors = anchors.sort((a, b) => Number(b.offset >= 0) - Number(a.offset >= 0));
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
