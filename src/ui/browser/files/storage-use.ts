import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { component } from '../components/component.ts';
import { sizeText } from './file-text.ts';

/** How much the files of one conversation take. */
export interface ConversationUse {
  readonly peer: string;
  readonly name: string;
  readonly bytes: number;
  readonly size: string;
}

/** What files take on this device: of each conversation that has any, the largest first. */
export const storageUse = (app: App) =>
  component({
    uses: [] as readonly ConversationUse[],
    isLoaded: false,

    init(): void {
      void app.attempt(this.load());
    },
    async load(): Promise<void> {
      const uses = await Promise.all(
        app.view.conversations.map(async ({ peer, name }) => {
          const bytes = (await app.chat.files(peer)).used();
          return { peer, name, bytes, size: sizeText(bytes, strings.locale) };
        }),
      );
      this.uses = uses.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
      this.isLoaded = true;
    },
  });
