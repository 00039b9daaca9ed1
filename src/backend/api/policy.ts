import { toBase64url } from '../../protocol/bytes.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { Handlers } from './handlers.ts';

/** `account:policy`. */
export function policyHandlers(registry: SessionRegistry): Pick<Handlers, 'account:policy'> {
  return {
    'account:policy': async (connection, { requests, listed, invites, revoked }) => {
      await registry.setPolicy(connection, {
        requests,
        listed,
        invites: invites.map(toBase64url),
        revoked: new Map(revoked.map(({ serial, expires }) => [toBase64url(serial), expires])),
      });
      return {};
    },
  };
}
