import type { IncomingMessage } from 'node:http';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import { HANDSHAKE, type HandshakeRefusal, parseWire } from '../../protocol/events.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { cameInTheClear } from '../../service/forwarded-proto.ts';
import type { RelayConfig } from '../config.ts';

/** A rejected handshake, as Socket.IO expects it: `data` reaches the client's `connect_error`. */
export class RejectedHandshake extends Error {
  readonly data: HandshakeRefusal;

  constructor(code: ErrorCode) {
    super(code);
    this.data = { code, protocol: PROTOCOL_VERSION };
  }
}

/**
 * Checks that the client speaks exactly our version of the protocol.
 * @throws ChatError `malformed`, `client-outdated`, `server-outdated`
 */
export function checkVersion(auth: unknown): void {
  const { protocol } = parseWire(HANDSHAKE, auth);
  if (protocol < PROTOCOL_VERSION) throw new ChatError('client-outdated');
  if (protocol > PROTOCOL_VERSION) throw new ChatError('server-outdated');
}

/** Values of `Sec-Fetch-Site` of our own page, and of programs other than browsers. */
const COMES_FROM_HERE: readonly unknown[] = ['same-origin', undefined];

/**
 * Whether a request may open a connection at all; a rejected one gets HTTP 403.
 *
 * Browsers apply no same-origin policy to WebSockets. Without this check, any page could make its
 * visitors' browsers connect here: there is no cookie to steal, but it would exhaust the
 * connections of their addresses, and could pretend to be this chat. Other programs send no Origin
 * and need none.
 *
 * A page that fetches without reading the answer sends no Origin either, so browsers are asked where a request
 * comes from by `Sec-Fetch-Site` (Fetch Metadata, 2.3), which all supported ones send and no page can set.
 * What is rejected here is counted nowhere: another site must not lock a visitor out of their own chat.
 *
 * Requests that reached a proxy over plain HTTP are rejected: the load balancer redirects browsers, and
 * any other client has sent its sign-in unencrypted.
 */
export function mayConnect({ headers, url = '' }: IncomingMessage, config: RelayConfig): boolean {
  if (cameInTheClear(headers, config.trustedProxies) || wantsScript(url)) return false;
  if (!COMES_FROM_HERE.includes(headers['sec-fetch-site'])) return false;
  if (headers.origin === undefined || config.publicHosts.length === 0) return true;
  const origin = headers.origin.toLowerCase();
  return config.publicHosts.some((host) => originsOf(host).includes(origin));
}

/**
 * JSONP is Engine.IO's polling by `<script>` (query parameter `j`). Browsers send no Origin with it, so
 * any page could connect through its visitors' browsers. Our page does not use it.
 */
function wantsScript(url: string): boolean {
  const query = url.slice(url.indexOf('?') + 1);
  return new URLSearchParams(query).has('j');
}

/** The origins of a page at a host, as browsers write them. No URL is parsed: a header may be long. */
const originsOf = (host: string): readonly string[] => [`https://${host}`, `http://${host}`];
