/** Greater numbers would not be legible at 16 pixels. */
const GREATEST = 9;

/** The icon of a page without unread messages. */
let plainIcon: string | undefined;
/** The source of images/favicon-unread.svg, which index.html references in a template. */
let numbered: Promise<string> | undefined;

async function loadNumbered(): Promise<string> {
  const template = document.querySelector<HTMLTemplateElement>('#unread-icon');
  const link = template?.content.querySelector('link');
  return (await fetch(link?.href ?? '', { cache: 'force-cache' })).text();
}

/** The icon with a number in place of its zero, as an address. */
async function numberedIcon(unread: number): Promise<string> {
  numbered ??= loadNumbered();
  const text = unread > GREATEST ? `${GREATEST}+` : String(unread);
  const svg = (await numbered).replace('>0<', `>${text}<`);
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Shows a number of unread messages in the icon of the window and in the badge of the installed app. */
export async function showUnread(unread: number): Promise<void> {
  const badge = unread === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(unread);
  // Only an installed app has a badge; browsers may reject it otherwise.
  badge?.catch(() => undefined);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon === null) return;
  plainIcon ??= icon.href;
  icon.href = unread === 0 ? plainIcon : await numberedIcon(unread);
}
