import Alpine from '@alpinejs/csp';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { type ChatView, unreadIn } from '../app/chat-view.ts';

/** Sets the icon of the window. index.html references both icons, one of them in a template. */
function showIcon(hasUnread: boolean): void {
  const template = document.querySelector<HTMLTemplateElement>('#unread-icon');
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const other = template?.content.querySelector('link');
  if (icon === null || other === null || other === undefined) return;
  icon.dataset['read'] ??= icon.href;
  icon.href = hasUnread ? other.href : icon.dataset['read'];
}

/** Shows the number of unread messages in the title, and whether there are any in the icon. */
export function followTitle(view: ChatView): void {
  Alpine.effect(() => {
    const unread = unreadIn(view);
    document.title =
      unread === 0 ? strings.title : format(strings.titleUnread, { count: String(unread) });
    showIcon(unread > 0);
  });
}
