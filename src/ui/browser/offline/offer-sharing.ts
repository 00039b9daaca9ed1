/**
 * Lets other apps share with the installed page, if it comes from the service worker: without one, the browser would
 * send what is shared to the server.
 */
export function offerSharing(): void {
  const { content } = document.querySelector<HTMLTemplateElement>('#sharing') ?? {};
  if (content === undefined || !navigator.serviceWorker?.controller) return;
  document.querySelector('link[rel=manifest]')?.replaceWith(content);
}
