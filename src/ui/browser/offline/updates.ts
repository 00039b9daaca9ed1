import type { ChatView } from '../app/chat-view.ts';

const WORKER = '/service-worker.js';
const CHECK_MS = 3_600_000;

/**
 * Registers the service worker, and looks for a newer one now and every hour. The newer one waits.
 * @param view `isUpdateReady` says whether one waits
 */
export async function followUpdates(view: ChatView): Promise<void> {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(WORKER, { updateViaCache: 'none' });
  const note = (): void => {
    view.isUpdateReady = registration.waiting !== null && serviceWorker.controller !== null;
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', note);
  });
  note();
  const check = (): void => void registration.update().catch(() => undefined);
  check();
  setInterval(check, CHECK_MS);
}

/** Resolves when a worker has left a state, for a later one or because it has failed. */
const leaves = (worker: ServiceWorker, state: ServiceWorkerState): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (worker.state !== state) resolve();
    };
    worker.addEventListener('statechange', check);
    check();
  });

/**
 * Activates the newest build that the server has, if it is not in use already, with the user's consent. All tabs
 * are loaded again then (keep-offline.ts).
 */
export async function activateNewest(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  // Without the network, one that has been downloaded is activated.
  await registration?.update().catch(() => undefined);
  const worker = registration?.installing ?? registration?.waiting;
  if (worker === undefined || worker === null) return;
  await leaves(worker, 'installing');
  worker.postMessage('activate');
  await leaves(worker, 'installed');
}
