import Alpine from '@alpinejs/csp';
import { App } from './app/app.ts';
import { banner } from './components/banner.ts';
import { composer } from './components/composer.ts';
import { conversation, openConversation } from './components/conversation.ts';
import { history } from './components/history.ts';
import { lists } from './components/lists.ts';
import { lobby } from './components/lobby.ts';
import { me } from './components/me.ts';
import { menu } from './components/menu.ts';
import { page } from './components/page.ts';
import { request } from './components/request.ts';
import { search } from './components/search.ts';
import { signIn } from './components/sign-in.ts';
import { content } from './directives/content.ts';
import { entry } from './directives/entry.ts';
import { forEach } from './directives/for-each.ts';
import { roving } from './directives/roving.ts';
import { followInvites } from './start/follow-invites.ts';
import { reconnectOnFocus, reconnectWhenOffline } from './start/reconnect-on-focus.ts';
import { leaveKeysToInputMethods } from './window/input-method.ts';
import { createTrustedTypesPolicy } from './window/trusted-types.ts';
import { followVisibleHeight } from './window/visible-height.ts';
import { followTitle } from './window/window-title.ts';

/** Components by their names in index.html. */
const COMPONENTS = { page, signIn, banner, me, menu, search, lists, lobby, openConversation };
const OF_A_PERSON = { conversation, history, request, composer };

createTrustedTypesPolicy();
const app = new App();
for (const [name, create] of Object.entries(COMPONENTS)) Alpine.data(name, () => create(app));
for (const [name, create] of Object.entries(OF_A_PERSON)) {
  Alpine.data(name, (peer: string) => create(app, peer));
}
leaveKeysToInputMethods();
Alpine.directive('content', content);
Alpine.directive('entry', entry);
Alpine.directive('for', forEach);
Alpine.directive('roving', roving);
Alpine.start();
followTitle(app.view);
// All tabs use one build. When the user has agreed to a newer one in any of them, each loads it.
navigator.serviceWorker?.addEventListener('controllerchange', () => location.reload());
followVisibleHeight();
followInvites(app);
addEventListener('online', () => reconnectOnFocus(app));
addEventListener('offline', () => reconnectWhenOffline(app));
document.addEventListener('visibilitychange', () => reconnectOnFocus(app));
void app.start();
