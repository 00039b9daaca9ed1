/** One tab of a browser is the active one: it holds this Web Lock until it closes or loses it. */
const LOCK = 'live-chat';

/** How to get it. */
export type Claim =
  /** Only if no other tab has it. */
  | 'ask'
  /** From whichever tab has it. */
  | 'take'
  /** When the tab that has it closes. */
  | 'wait';

const OPTIONS: Readonly<Record<Claim, LockOptions>> = {
  ask: { ifAvailable: true },
  take: { steal: true },
  wait: {},
};

/**
 * Claims the lock. `waiting` gives up a claim that was not answered yet.
 * @param onLost another tab took it
 * @returns whether this tab has it
 */
export function claimTab(claim: Claim, onLost: () => void, waiting?: AbortSignal) {
  return new Promise<boolean>((resolve) => {
    let held = false;
    const options = waiting === undefined ? OPTIONS[claim] : { ...OPTIONS[claim], signal: waiting };
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      held = lock !== null;
      resolve(held);
      return held ? new Promise(() => undefined) : undefined;
    };
    navigator.locks.request(LOCK, options, hold).catch(() => (held ? onLost() : resolve(false)));
  });
}
