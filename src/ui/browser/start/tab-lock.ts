/** The active tab of a browser holds this Web Lock until it closes or another tab takes it. */
const LOCK = 'live-chat';

/** How to claim the lock. */
export type Claim =
  /** Only if no other tab holds it. */
  | 'ask'
  /** Take it from the tab that holds it. */
  | 'take'
  /** Wait until the tab that holds it closes. */
  | 'wait';

const OPTIONS: Readonly<Record<Claim, LockOptions>> = {
  ask: { ifAvailable: true },
  take: { steal: true },
  wait: {},
};

/**
 * Claims the lock.
 * @param onLost called when another tab takes it
 * @param waiting aborts a claim that is still waiting
 * @returns whether this tab holds it
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
