/**
 * The service worker's part of sharing: what another app shares with the installed page comes as a form
 * (Web Share Target). It stays in the worker's memory until the page takes it, and never reaches the network.
 */
import { FILE_MAX_BYTES, TEXT_MAX_LENGTH } from '../../../protocol/limits.ts';
import { SHARE_ADDRESS, SHARED_FILES_MAX, type Shared } from './shared-content.ts';

/** The forms that are read; the limit for one file also holds for all of them. */
const BODY_MAX_BYTES = FILE_MAX_BYTES + 1_048_576;
/** How long the worker keeps what the page has not taken, ms. Browsers end workers after five minutes. */
const KEPT_MS = 240_000;
const REFUSED: Shared = { isRefused: true };

/** The part of a `FetchEvent` that is used here. */
interface NavigationEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}

let kept: { readonly shared: Shared; release(): void } | undefined;
let isReading = false;

/** Ends a stream after so many bytes. */
function limited(bytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.length;
      if (left < 0) throw new RangeError('the form is too large');
      controller.enqueue(chunk);
    },
  });
}

/** Title, text and address, without what another one of them contains. */
function textIn(form: FormData): string {
  const fields = ['title', 'text', 'url'].map((name) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  });
  const isRepeated = (field: string, at: number): boolean =>
    fields.some((other, n) => n !== at && other.includes(field) && (other !== field || n < at));
  return fields.filter((field, at) => field !== '' && !isRepeated(field, at)).join('\n');
}

async function read(request: Request): Promise<Shared> {
  const { body, headers } = request;
  const type = headers.get('content-type') ?? '';
  // Firefox streams no bodies of requests, and shares nothing.
  if (body === null || body === undefined) return REFUSED;
  const bounded = body.pipeThrough(limited(BODY_MAX_BYTES));
  const form = await new Response(bounded, { headers: { 'content-type': type } }).formData();
  const files = form.getAll('files').filter((each) => each instanceof File && each.size > 0);
  const text = textIn(form);
  if (text.length > TEXT_MAX_LENGTH || files.length > SHARED_FILES_MAX) return REFUSED;
  return { text, files: files as File[] };
}

/**
 * Whether another site has sent the form. One that hides where it comes from looks like an app, so nothing
 * leaves the page before the user has seen it and chosen a conversation.
 */
function isOfAnotherSite({ referrer, headers }: Request): boolean {
  const sources = [referrer, headers.get('origin') ?? ''];
  return sources.some((each) => /^https?:/.test(each) && new URL(each).origin !== location.origin);
}

/** Keeps it until the page takes it, something else is shared, or time is over. */
function keep(shared: Shared): Promise<void> {
  kept?.release();
  return new Promise((resolve) => {
    const release = (): void => {
      clearTimeout(timer);
      kept = undefined;
      resolve();
    };
    const timer = setTimeout(release, KEPT_MS);
    kept = { shared, release };
  });
}

async function receive(event: NavigationEvent): Promise<Response> {
  const { request } = event;
  if (isOfAnotherSite(request)) return Response.redirect('/', 303);
  // One at a time, so that no more than one form is in memory.
  if (!isReading) {
    isReading = true;
    const shared = await read(request)
      .catch(() => REFUSED)
      .finally(() => {
        isReading = false;
      });
    event.waitUntil(keep(shared));
  }
  return Response.redirect('/?open=share', 303);
}

/** Answers every request to the address to which apps share. @returns whether this is one */
export function answerShare(event: NavigationEvent): boolean {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin || pathname !== SHARE_ADDRESS) return false;
  // Apps open a window. A frame or a script is something else.
  const isShare = method === 'POST' && mode === 'navigate' && destination === 'document';
  event.respondWith(isShare ? receive(event) : Promise.resolve(Response.error()));
  return true;
}

/** The page takes what was shared. */
export function giveShared(port: MessagePort | undefined): void {
  port?.postMessage(kept?.shared);
  kept?.release();
}
