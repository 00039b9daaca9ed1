import type { Magics } from '@alpinejs/csp';
import type { MessageView } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { dialog } from '../dialogs/dialog.ts';

/** The picture that was chosen in a conversation. */
export interface ViewedPicture {
  readonly message: MessageView;
  /** `blob:`; it is revoked when its row leaves the page. */
  readonly address: string;
  save(): void;
}

/** How much closer one step goes, and how far. */
const STEP = 1.5;
const CLOSEST = 8;
/** A wheel turns by so many units for one step. */
const WHEEL = 120;

interface Zoom {
  zoom: number;
  zoomTo(zoom: number): void;
}

/** One picture in the whole window, with its zoom. */
export const pictureViewer = (app: App) => {
  const { view, viewed } = app;
  const { strings, format } = app.text;
  return dialog(view, {
    address: viewed?.address ?? '',
    name: viewed?.message.file?.name ?? '',
    /** How many times larger than what fits into the window. */
    zoom: 1,
    saveLabel: format(strings.file.save, { file: viewed?.message.file?.name ?? '' }),

    init(this: { show(): void }): void {
      this.show();
    },
    isClosest(this: Zoom): boolean {
      return this.zoom >= CLOSEST;
    },
    isWhole(this: Zoom): boolean {
      return this.zoom <= 1;
    },
    /** What is in the middle stays there. */
    zoomTo(this: Magics & Zoom, zoom: number): void {
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
    closer(this: Zoom): void {
      this.zoomTo(this.zoom * STEP);
    },
    away(this: Zoom): void {
      this.zoomTo(this.zoom / STEP);
    },
    toggle(this: Zoom): void {
      this.zoomTo(this.zoom > 1 ? 1 : STEP ** 2);
    },
    wheel(this: Zoom, event: WheelEvent): void {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomTo(this.zoom * STEP ** (-event.deltaY / WHEEL));
    },
    key(this: Zoom, event: KeyboardEvent): void {
      const zoom = { '+': this.zoom * STEP, '=': this.zoom * STEP, '-': this.zoom / STEP, '0': 1 }[
        event.key
      ];
      if (zoom === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.zoomTo(zoom);
    },
    save(): void {
      viewed?.save();
    },
  });
};
