import Alpine from '@alpinejs/csp';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { type ChatView, unreadIn } from '../app/chat-view.ts';

/** Whether the icon has ever shown a number. */
let hasCounted = false;

/** The code for the icon is loaded with the first unread message; without it, the title has the number. */
async function countInIcon(unread: number): Promise<void> {
  if (unread === 0 && !hasCounted) return;
  hasCounted = true;
  const { showUnread } = await import('./unread-icon.ts');
  await showUnread(unread);
}

/** Shows the number of unread messages in the title, the icon and the badge of the installed app. */
export function followTitle(view: ChatView): void {
  Alpine.effect(() => {
    const unread = unreadIn(view);
    document.title =
      unread === 0 ? strings.title : format(strings.titleUnread, { count: String(unread) });
    void countInIcon(unread).catch(() => undefined);
  });
}
