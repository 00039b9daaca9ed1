import type { Site } from './servers.ts';

/** Where a chat runs that is not ours to stop, and who makes it forget everybody (POST). */
export const GIVEN_ADDRESS = process.env['CHAT_ADDRESS'];
const FRESH = process.env['CHAT_FRESH'];

const notOurs = (): never => {
  throw new Error(`${GIVEN_ADDRESS} is not ours to stop`);
};

/** The chat at CHAT_ADDRESS, as empty as one that has just started. */
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
