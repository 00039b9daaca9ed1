import { toBase64url } from '../../../src/protocol/bytes.ts';
import type { Attack, Envelopes } from '../../integration/hostile-relay/attack.ts';
import type { HostileRelay } from '../../integration/hostile-relay/hostile-relay.ts';

/** Holds back what a person should receive, until it is stopped. */
export function hold(relay: HostileRelay, to: string) {
  const held: Envelopes[number][] = [];
  const attack = relay.attack(`mail to ${to} held back`, {
    deliver: (envelopes, victim) => {
      if (victim !== relay.personCalled(to)) return undefined;
      held.push(...envelopes);
      return [];
    },
  });
  return { attack, held };
}

/** Drops what a person should receive; from some moment on, only what was dropped before. */
export function drop(relay: HostileRelay, to: string) {
  const dropped = new Set<string>();
  let isOver = false;
  const isDropped = ({ envelope }: Envelopes[number]): boolean =>
    !isOver || dropped.has(toBase64url(envelope));
  const attack = relay.attack(`mail to ${to} dropped`, {
    deliver: (envelopes, victim) => {
      if (victim !== relay.personCalled(to) || !envelopes.some(isDropped)) return undefined;
      const passing = envelopes.filter((each) => !isDropped(each));
      for (const each of envelopes) if (isDropped(each)) dropped.add(toBase64url(each.envelope));
      return passing;
    },
  });
  const dropNoMore = (): void => {
    isOver = true;
  };
  return { attack, dropNoMore };
}

/** The relay returns something else as a person's bundle. */
export function giveOut(
  relay: HostileRelay,
  name: string,
  bundle: () => Uint8Array<ArrayBuffer>,
): Attack {
  return relay.attack(`another bundle of ${name}`, {
    reply: {
      'directory:bundle': ({ request }) =>
        toBase64url(request.identity) === relay.personCalled(name)
          ? { ok: true, data: { bundle: bundle() } }
          : undefined,
    },
  });
}
