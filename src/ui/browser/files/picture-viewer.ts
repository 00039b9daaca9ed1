import type { Magics } from '@alpinejs/csp';
import type { MessageRef, MessageView, PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { type DialogMethods, dialog } from '../dialogs/dialog.ts';
import { openPicture } from './recognize.ts';
import { saveBlob } from './save.ts';

/** The picture that was chosen in a conversation, and those that were sent with it. */
export interface ViewedPictures {
  readonly peer: PersonId;
  readonly pictures: readonly MessageView[];
  /** The id of the message that is shown first. */
  readonly first: string;
}

/** How much closer one step goes, and how far. */
const STEP = 1.5;
const CLOSEST = 8;
/** A wheel turns by so many units for one step. */
const WHEEL = 120;
/** How far a finger moves to go to the next picture, CSS pixels. */
const SWIPE = 48;

/** What the parts of the viewer know of each other. */
interface Viewer extends DialogMethods {
  index: number;
  address: string;
  zoom: number;
  readonly message: MessageView | undefined;
  readonly name: string;
  isWhole(): boolean;
  zoomTo(zoom: number): void;
  go(step: number): void;
  load(): Promise<void>;
}

const within = <T extends object>(parts: T & ThisType<T & Viewer & Magics>): T => parts;

/** How large the picture is. */
const zooming = within({
  /** How many times larger than what fits into the window. */
  zoom: 1,

  isClosest(): boolean {
    return this.zoom >= CLOSEST;
  },
  isWhole(): boolean {
    return this.zoom <= 1;
  },
  /** What is in the middle stays there. */
  zoomTo(zoom: number): void {
    const area = this.$refs['area'];
    const next = Math.max(1, Math.min(CLOSEST, zoom));
    if (area === undefined) return;
    const middle = (start: number, size: number, all: number): number => (start + size / 2) / all;
    const x = middle(area.scrollLeft, area.clientWidth, area.scrollWidth);
    const y = middle(area.scrollTop, area.clientHeight, area.scrollHeight);
    this.zoom = next;
    area.style.setProperty('--zoom', String(next));
    area.scrollLeft = x * area.scrollWidth - area.clientWidth / 2;
    area.scrollTop = y * area.scrollHeight - area.clientHeight / 2;
  },
  closer(): void {
    this.zoomTo(this.zoom * STEP);
  },
  away(): void {
    this.zoomTo(this.zoom / STEP);
  },
  toggle(): void {
    this.zoomTo(this.zoom > 1 ? 1 : STEP ** 2);
  },
  wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoomTo(this.zoom * STEP ** (-event.deltaY / WHEEL));
  },
});

/** From one picture of an album to the next. */
const moving = (numbers: Intl.NumberFormat, count: number, position: string) => {
  let touchedAt: number | undefined;
  const towardsEnd = (): number => (document.dir === 'rtl' ? -1 : 1);
  return within({
    isAlbum: count > 1,

    position(): string {
      const [at, length] = [this.index + 1, count].map((value) => numbers.format(value));
      return position.replace('{at}', at ?? '').replace('{length}', length ?? '');
    },
    isFirst(): boolean {
      return this.index === 0;
    },
    isLast(): boolean {
      return this.index === count - 1;
    },
    go(step: number): void {
      const next = this.index + step;
      if (next < 0 || next >= count) return;
      this.index = next;
      this.zoomTo(1);
      void this.load();
    },
    /** Arrow keys move within an enlarged picture, and between pictures otherwise. */
    key(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { key } = event;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      const zoom = { '+': STEP, '=': STEP, '-': 1 / STEP, '0': 0 }[key];
      if (zoom !== undefined) this.zoomTo(this.zoom * zoom);
      else if (step !== undefined && this.isWhole()) this.go(step * towardsEnd());
      else return;
      event.preventDefault();
    },
    touchStart({ touches }: TouchEvent): void {
      touchedAt = touches.length === 1 ? touches[0]?.clientX : undefined;
    },
    touchEnd({ changedTouches }: TouchEvent): void {
      const moved = (changedTouches[0]?.clientX ?? 0) - (touchedAt ?? Number.NaN);
      if (this.isWhole() && Math.abs(moved) >= SWIPE) this.go(-Math.sign(moved) * towardsEnd());
      touchedAt = undefined;
    },
  });
};

/** The pictures of an album, one at a time, in the whole window. */
export const pictureViewer = (app: App) => {
  const { view, viewed } = app;
  const pictures = (viewed?.pictures ?? []).filter(({ file }) => file?.isReadable === true);
  const peer = viewed?.peer ?? '';
  let isGone = false;
  /** The options of the message follow when the viewer has closed. */
  let isAbout = false;
  const saveFile = async (ref: MessageRef, name: string): Promise<void> =>
    saveBlob(await (await app.chat.files(peer)).open(ref), name);
  const moves = moving(
    new Intl.NumberFormat(strings.locale),
    pictures.length,
    strings.file.position,
  );
  const component = dialog(view, {
    ...zooming,
    ...moves,
    index: Math.max(
      0,
      pictures.findIndex(({ id }) => id === viewed?.first),
    ),
    /** Of the picture, once it is read. */
    address: '',

    get message(): MessageView | undefined {
      return pictures[this.index];
    },
    get name(): string {
      return this.message?.file?.name ?? '';
    },
    get saveLabel(): string {
      return format(strings.file.save, { file: this.name });
    },

    init(): void {
      this.show();
      void this.load();
    },
    destroy(): void {
      isGone = true;
      URL.revokeObjectURL(this.address);
    },
    load(): Promise<void> {
      const { message } = this;
      URL.revokeObjectURL(this.address);
      this.address = '';
      const { ref, file } = message ?? {};
      if (ref === undefined || file === undefined) return Promise.resolve();
      const opened = app.chat.files(peer).then((files) => openPicture(files, ref, file));
      return app.attempt(
        opened.then((content) => {
          // Meanwhile another one may be wanted, or none.
          const isWanted = this.message === message && this.address === '' && !isGone;
          if (content !== undefined && isWanted) this.address = URL.createObjectURL(content);
        }),
      );
    },
    save(): void {
      const { name, message } = this;
      if (message?.ref !== undefined) void app.attempt(saveFile(message.ref, name));
    },
    /** Closes the viewer, and opens the options of the message. */
    options(): void {
      view.message = this.message;
      isAbout = true;
      this.close();
    },
  });
  return Object.assign(component, {
    closed(): void {
      view.dialog = undefined;
      if (isAbout) void app.openDialog('message');
    },
  });
};
