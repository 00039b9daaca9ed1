import type { ChatView } from '../app/chat-view.ts';
import { offerSharing } from './offer-sharing.ts';

const WORKER = '/service-worker.js';
const CHECK_MS = 3_600_000;

let isKept = false;

/**
 * Registers the service worker, which stores the page, and looks for a newer one now and every hour. The newer one
 * waits. Without a network, or if the browser stores nothing, the next visit tries again.
 * @param view `isUpdateReady` says whether one waits
 */
export async function keepOffline(view: ChatView): Promise<void> {
  if (isKept || !view.durable || navigator.serviceWorker === undefined) return;
  isKept = true;
  offerSharing();
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
 * are loaded again then (main.ts).
 */
async function activateNewest(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  // Without the network, one that has been downloaded is activated.
  await registration?.update().catch(() => undefined);
  const worker = registration?.installing ?? registration?.waiting;
  if (worker === undefined || worker === null) return;
  await leaves(worker, 'installing');
  worker.postMessage('activate');
  await leaves(worker, 'installed');
}

/** Loads the page again: the newest build that the server has, or the one that is stored. */
export async function reloadNewest(): Promise<void> {
  if (navigator.serviceWorker !== undefined) await activateNewest();
  location.reload();
}
