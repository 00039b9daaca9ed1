import type { Site } from './servers.ts';

/** The address of a running chat that we do not control, and a URL that resets it (POST). */
export const GIVEN_ADDRESS = process.env['CHAT_ADDRESS'];
const FRESH = process.env['CHAT_FRESH'];

const notOurs = (): never => {
  throw new Error(`${GIVEN_ADDRESS} was not started by the tests and cannot be stopped`);
};

/** The chat at CHAT_ADDRESS, reset to an empty state. */
export async function findGiven(): Promise<Site> {
  if (FRESH !== undefined) await fetch(FRESH, { method: 'POST' });
  return {
    address: GIVEN_ADDRESS ?? notOurs(),
    freeze: notOurs,
    kill: async () => notOurs(),
    restart: async () => notOurs(),
    output: () => '',
    stop: async () => undefined,
  };
}
