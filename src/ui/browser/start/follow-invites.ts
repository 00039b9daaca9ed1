import Alpine from '@alpinejs/csp';
import { parseInvite } from '../../../protocol/invite.ts';
import type { App } from '../app.ts';

/** The name in the fragment of an invite link, or nothing. */
export function inviterIn(fragment: string | undefined): string {
  try {
    return fragment === undefined ? '' : parseInvite(fragment).name;
  } catch {
    return '';
  }
}

/** The link stays in the address until somebody is signed in: a reload must not lose it. */
export function followInvites(app: App): void {
  const { view } = app;
  const read = (): void => {
    view.invite = location.hash.length > 1 ? location.hash : undefined;
  };
  read();
  addEventListener('hashchange', read);
  Alpine.effect(() => {
    const { invite, screen, connection } = view;
    if (invite === undefined || screen !== 'chat' || connection.kind !== 'online') return;
    view.invite = undefined;
    history.replaceState(history.state, '', location.pathname);
    void app.attempt(app.meetInvited(invite));
  });
}
