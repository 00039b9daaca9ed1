import * as v from 'valibot';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import type { SealedRows } from './sealed-rows.ts';

/** What the user has chosen. Rows of earlier versions lack newer choices. */
const SETTINGS = v.object({
  /** Whether peers learn what the user has read, and the user what they have read. */
  readReceipts: v.optional(v.boolean(), true),
  /** Whether contacts learn that the user is typing, and the user that they are. */
  typing: v.optional(v.boolean(), true),
  /** Whether to notify of messages; absent before the user has decided. */
  notifies: v.optional(v.boolean()),
  /** What a notification says about a message: nothing, its author, or also its text. */
  notificationDetail: v.optional(v.picklist(['none', 'name', 'text']), 'none'),
  notificationSound: v.optional(v.boolean(), true),
  /** The skin tone of emoji and the recent ones, as the picker writes them (ui/browser/emoji/choices.ts). */
  emoji: v.optional(v.string(), ''),
});

export type SettingValues = v.InferOutput<typeof SETTINGS>;

const ROW = 'settings';

/** The user's settings. Before somebody has signed in, they are the default ones. */
export class Settings {
  #rows: SealedRows | undefined;
  #values: SettingValues = v.parse(SETTINGS, {});
  /** Each change begins with the result of the one before. */
  readonly #changes = new SerialQueue();

  get values(): SettingValues {
    return this.#values;
  }

  /** Loads the settings of the person of this device. @throws ChatError `storage-failed` */
  async load(rows: SealedRows): Promise<void> {
    this.#rows = rows;
    this.#values = (await rows.read(SETTINGS, 'profile', ROW)) ?? v.parse(SETTINGS, {});
  }

  /** Changes some settings. @throws ChatError `storage-…`; then they are as before */
  change(changes: Partial<SettingValues>): Promise<void> {
    return this.#changes.run(async () => {
      const value = { ...this.#values, ...changes };
      await this.#rows?.commit([{ table: 'profile', key: ROW, value }]);
      this.#values = value;
    });
  }
}
