import Alpine from '@alpinejs/csp';
import { type ChatView, unreadIn } from '../app/chat-view.ts';
import { titleOf } from '../words.ts';

/** The icon of the window; index.html names both, and holds the other one back in a template. */
function showIcon(hasUnread: boolean): void {
  const template = document.querySelector<HTMLTemplateElement>('#unread-icon');
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const other = template?.content.querySelector('link');
  if (icon === null || other === null || other === undefined) return;
  icon.dataset['read'] ??= icon.href;
  icon.href = hasUnread ? other.href : icon.dataset['read'];
}

/** Shows in title and icon how much is unread. */
export function followTitle(view: ChatView): void {
  Alpine.effect(() => {
    const unread = unreadIn(view);
    document.title = titleOf(unread);
    showIcon(unread > 0);
  });
}
