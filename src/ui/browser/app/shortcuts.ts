import type { App } from './app.ts';

/**
 * Opens what the user chose in the menu of the installed app's icon (images/live-chat.webmanifest), or what another
 * app has shared (offline/share-target.ts).
 */
export async function followShortcut(app: App): Promise<void> {
  if (app.view.profile === undefined) return;
  const wanted = new URLSearchParams(location.search).get('open');
  history.replaceState(history.state, '', `/${location.hash}`);
  if (wanted === 'settings') await app.navigation.openSettings();
  if (wanted === 'invitation' || wanted === 'share') await app.openDialog(wanted);
}
