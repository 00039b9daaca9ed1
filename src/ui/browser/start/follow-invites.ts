import Alpine from '@alpinejs/csp';
import type { App } from '../app/app.ts';

/**
 * Opens invite links. A link stays in the address until a person has signed in, so that a reload
 * does not lose it.
 */
export function followInvites(app: App): void {
  const { view } = app;
  const read = (): void => {
    view.invite = location.hash;
  };
  read();
  addEventListener('hashchange', read);
  Alpine.effect(() => {
    const { invite, screen, connection } = view;
    if (invite === '' || screen !== 'chat' || connection.kind !== 'online') return;
    view.invite = '';
    history.replaceState(history.state, '', location.pathname);
    void app.attempt(app.meetInvited(invite));
  });
}
