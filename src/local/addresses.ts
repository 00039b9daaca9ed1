import { isIP, isIPv6 } from 'node:net';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** The names of this computer for others. */
export interface Machine {
  readonly name: string;
  readonly interfaces: readonly NetworkInterfaceInfo[];
}

export function thisMachine(): Machine {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return { name: hostname(), interfaces };
}

/**
 * Whether only this computer can reach an address: browsers then allow encryption without HTTPS.
 */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Every address except loopback and link-local ones (fe80::/10). */
function networkAddresses({ interfaces }: Machine): string[] {
  return interfaces
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .map(({ address }) => address);
}

/** The hosts under which browsers can reach the address that we listen on. */
export interface Names {
  /**
   * Shown to people: a browser has one identity per name, so a few good ones are better than all.
   */
  readonly shown: readonly string[];
  /** All, `shown` included. */
  readonly all: readonly string[];
}

/** The names and addresses that browsers may use when we listen on `host`. */
export function namesOf(host: string, machine: Machine): Names {
  const shown = shownNames(host, machine);
  return { shown, all: [...new Set([...shown, ...LOOPBACK])] };
}

function shownNames(host: string, machine: Machine): readonly string[] {
  if (EVERYWHERE.has(host)) return [...networkAddresses(machine), machine.name];
  return LOOPBACK.includes(host) ? ['localhost'] : [host];
}

const DEFAULT_PORTS = { http: 80, https: 443 };

/** As in `location.host` (URL Standard, 4.5): brackets around IPv6, no default port. */
export function hostAndPort(name: string, port: number, scheme: 'http' | 'https'): string {
  const host = isIPv6(name) ? `[${name}]` : name.toLowerCase();
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}
