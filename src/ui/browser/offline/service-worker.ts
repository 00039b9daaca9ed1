/**
 * The service worker: it stores the build that it was published with, completely and verified, and serves the
 * page from there. A newer build is stored beside it and waits until the user agrees to it.
 */
import { answerShare, giveShared } from './share-target.ts';
import { TAKE_SHARED } from './shared-content.ts';

/** What the builder inserts (builder/service-worker.ts). */
declare const BUILD: {
  /** Derived from the digests of all files. */
  readonly id: string;
  /** SHA-256 of each file by its address, as Subresource Integrity writes it. */
  readonly files: Readonly<Record<string, string>>;
  /** The address of the page by its language. English is the first one. */
  readonly pages: Readonly<Record<string, string>>;
};

/** The parts of the Service Workers standard that are used here; TypeScript's DOM library lacks them. */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: MessageEvent<unknown>;
}
interface WorkerScope {
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;

/** The cache of this build. */
const OWN = `build-${BUILD.id}`;
/** What builds have in common: the chosen language (window/language.ts), and the build in use. */
const SHARED = 'shared';
const LANGUAGE = '/language';
const IN_USE = '/build';
const SELF = location.pathname;

async function store(cache: Cache, address: string, integrity: string): Promise<void> {
  // The browser rejects bytes that do not have this digest.
  const response = await fetch(address, { integrity, cache: 'no-cache', redirect: 'error' });
  if (!response.ok) throw new TypeError(`${address}: ${response.status}`);
  await cache.put(address, response);
}

/** The worker cannot contain its own digest. A copy of another build would show a wrong one in Settings. */
async function storeSelf(cache: Cache): Promise<void> {
  const response = await fetch(SELF, { cache: 'no-store', redirect: 'error' });
  const source = await response.clone().text();
  if (!source.includes(BUILD.id)) throw new TypeError(`${SELF} is of another build`);
  await cache.put(SELF, response);
}

/** Deletes all builds but this one and the one in use. */
async function deleteOthers(): Promise<void> {
  const used = await (await (await caches.open(SHARED)).match(IN_USE))?.text();
  const kept = [SHARED, OWN, used];
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)),
  );
}

/** Stores the whole build, or nothing. The browser activates no worker whose installation fails. */
async function install(): Promise<void> {
  await caches.delete(OWN);
  const cache = await caches.open(OWN);
  try {
    const files = Object.entries(BUILD.files);
    await Promise.all(files.map(([address, integrity]) => store(cache, address, integrity)));
    await storeSelf(cache);
    await deleteOthers();
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

async function activate(): Promise<void> {
  await (await caches.open(SHARED)).put(IN_USE, new Response(OWN));
  await deleteOthers();
}

/** The language that was chosen in Settings, otherwise the one of ours that the browser likes best. */
async function pageAddress(): Promise<string> {
  const chosen = await (await (await caches.open(SHARED)).match(LANGUAGE))?.text();
  const liked = navigator.languages.map((tag) => tag.replace(/-.*/, '').toLowerCase());
  const pages = [chosen ?? '', ...liked].flatMap((tag) => BUILD.pages[tag] ?? []);
  return pages[0] ?? '/index.html';
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(OWN);
  const address = path === '/' ? await pageAddress() : path;
  // Headers such as Vary are about the server's choice, which has been made.
  const stored = await cache.match(address, { ignoreVary: true, ignoreSearch: true });
  // The browser may have evicted it.
  return stored ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  if (answerShare(event)) return;
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  const isOurs = pathname === '/' || pathname === SELF || Object.hasOwn(BUILD.files, pathname);
  if (method !== 'GET' || origin !== location.origin || !isOurs) return;
  event.respondWith(answer(event.request, pathname));
});
scope.addEventListener('message', ({ data, ports }) => {
  if (data === 'activate') void scope.skipWaiting();
  if (data === TAKE_SHARED) giveShared(ports[0]);
});
