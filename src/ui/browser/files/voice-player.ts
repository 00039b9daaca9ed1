import type { Magics } from '@alpinejs/csp';
import type { FileView } from '../../../client/files/file-views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { durationText } from './file-text.ts';
import { barsOf, viewBoxOf } from './waveform.ts';

/** The file's component, around this one. */
interface InFile {
  readonly file: FileView | undefined;
  readonly isReadable: boolean;
  readonly address: string;
  open(): Promise<void>;
  accept(): void;
}

function inFile<T extends object>(parts: T & ThisType<T & Magics & InFile>): T {
  return parts;
}

/** One recording plays at a time. */
let current: HTMLAudioElement | undefined;

/** Plays a voice message, and seeks in it. */
export const voicePlayer = (app: App) => {
  const sound = new Audio();
  return inFile({
    isPlaying: false,
    /** It plays as soon as it has been downloaded. */
    isWanted: false,
    /** Where it is, s. */
    at: 0,

    /** s; what the sender says, because a recording often does not contain it. */
    get length(): number {
      return Math.max(0.1, (this.file?.duration ?? 0) / 1_000);
    },
    get waveform(): readonly number[] {
      return this.file?.waveform ?? [];
    },
    get viewBox(): string {
      return viewBoxOf(this.waveform);
    },
    get playedBars(): number {
      return Math.round(Math.min(1, this.at / this.length) * this.waveform.length);
    },
    get played(): string {
      return barsOf(this.waveform, 0, this.playedBars);
    },
    get rest(): string {
      return barsOf(this.waveform, this.playedBars, this.waveform.length);
    },
    get timeText(): string {
      const ms = 1_000 * (this.at > 0 ? this.at : this.length);
      return durationText(ms, strings.locale);
    },
    get valueText(): string {
      const [at, length] = [this.at, this.length].map((s) =>
        durationText(1_000 * s, strings.locale),
      );
      return format(strings.file.position, { at: at ?? '', length: length ?? '' });
    },

    init(): void {
      this.$watch('isReadable', (isReadable) => {
        if (isReadable && this.isWanted) void app.attempt(this.start());
      });
      sound.addEventListener('timeupdate', () => {
        this.at = Math.min(sound.currentTime, this.length);
      });
      sound.addEventListener('play', () => {
        this.isPlaying = true;
      });
      sound.addEventListener('pause', () => {
        this.isPlaying = false;
      });
      sound.addEventListener('ended', () => {
        this.at = 0;
      });
    },
    destroy(): void {
      sound.pause();
      sound.removeAttribute('src');
    },
    async load(): Promise<void> {
      await this.open();
      if (sound.src === '' && this.address !== '') sound.src = this.address;
    },
    toggle(): void {
      if (this.isPlaying) sound.pause();
      else void app.attempt(this.start());
    },
    async start(): Promise<void> {
      this.isWanted = !this.isReadable;
      if (this.isWanted) return this.accept();
      await this.load();
      if (sound.src === '') return;
      current?.pause();
      current = sound;
      if (sound.ended) sound.currentTime = 0;
      await sound.play();
    },
    seek(event: Event): void {
      if (!(event.target instanceof HTMLInputElement)) return;
      this.at = Number(event.target.value);
      const { at } = this;
      void app.attempt(
        this.load().then(() => {
          sound.currentTime = at;
        }),
      );
    },
  });
};
