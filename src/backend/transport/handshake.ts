import type { IncomingMessage } from 'node:http';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import { HANDSHAKE, type HandshakeRefusal, parseWire } from '../../protocol/events.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { cameInTheClear } from '../../service/forwarded-proto.ts';
import type { RelayConfig } from '../config.ts';

/** A refused handshake as Socket.IO wants it: `data` reaches the client's `connect_error`. */
export class RefusedHandshake extends Error {
  readonly data: HandshakeRefusal;

  constructor(code: ErrorCode) {
    super(code);
    this.data = { code, protocol: PROTOCOL_VERSION };
  }
}

/**
 * Checks what the client says of itself: exactly our version of the protocol.
 * @throws ChatError `malformed`, `client-outdated`, `server-outdated`
 */
export function checkVersion(auth: unknown): void {
  const { protocol } = parseWire(HANDSHAKE, auth);
  if (protocol < PROTOCOL_VERSION) throw new ChatError('client-outdated');
  if (protocol > PROTOCOL_VERSION) throw new ChatError('server-outdated');
}

/**
 * Whether a request may open a connection at all; a refused one gets HTTP 403.
 *
 * Browsers apply no same-origin rule to WebSockets. Without this check, any page could make its
 * visitors' browsers connect here: there is no cookie to steal, but their addresses would be used
 * up, and the page could pretend to be this chat. Programs send no Origin and need none.
 *
 * A proxy that says it was reached over plain http is refused: the balancer redirects browsers, and
 * whatever comes past that has sent its sign-in in the clear.
 */
export function mayConnect({ headers, url = '' }: IncomingMessage, config: RelayConfig): boolean {
  if (cameInTheClear(headers, config.trustedProxies) || wantsScript(url)) return false;
  if (headers.origin === undefined || config.publicHosts.length === 0) return true;
  return config.publicHosts.includes(hostOf(headers.origin));
}

/**
 * JSONP, Engine.IO's polling by `<script>` (query parameter `j`): browsers send no Origin with it, so
 * any page could talk through its visitors' browsers. Ours needs none.
 */
function wantsScript(url: string): boolean {
  const query = url.slice(url.indexOf('?') + 1);
  return new URLSearchParams(query).has('j');
}

/** `host[:port]` of an origin; empty for `null` and other things that are no origin. */
function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : '';
}
