/** Where apps share to (images/live-chat-sharing.webmanifest). No server answers there. */
export const SHARE_ADDRESS = '/share';
/** How many pictures can be shared at once. */
export const SHARED_FILES_MAX = 10;
/** What the page sends to the service worker, with a port for the answer. */
export const TAKE_SHARED = 'take-shared';

/** What another app has shared. */
export interface Shared {
  readonly text?: string;
  readonly files?: readonly File[];
  /** The service worker has discarded it: it was too large, or there were too many files. */
  readonly isRefused?: boolean;
}

/** Takes what was shared from the service worker. @returns undefined if nothing is there (any more) */
export function takeShared(): Promise<Shared | undefined> {
  const controller = navigator.serviceWorker?.controller;
  if (controller === null || controller === undefined) return Promise.resolve(undefined);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data);
    };
    controller.postMessage(TAKE_SHARED, [port2]);
  });
}
