/** A client that a test opened. */
interface Client {
  readonly name: string;
  close(): Promise<void>;
}

/** The open clients that a test opened, with the test's name. Those of a `beforeAll` are not among them. */
const openClients = new Map<Client, string>();
let currentTest: string | undefined;

export function noteOpened(client: Client): void {
  if (currentTest !== undefined) openClients.set(client, currentTest);
}

export function noteClosed(client: Client): void {
  openClients.delete(client);
}

/** Tells which test runs, if any. */
export function noteTest(name: string | undefined): void {
  currentTest = name;
}

/**
 * Closes the clients that tests have left open, because the timers of each would keep the process
 * alive.
 * @returns the name of each, and of its test
 */
export async function closeForgottenClients(): Promise<readonly string[]> {
  const forgotten = [...openClients];
  await Promise.all(forgotten.map(([client]) => client.close()));
  return forgotten.map(([{ name }, test]) => `${name} (${test})`);
}
