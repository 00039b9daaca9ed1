import { deepEqual } from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Control, EnginePage, Role } from './engine.ts';

const MESSAGES = 20;
const PICTURE = fileURLToPath(new URL('../../docs/images/conversation.png', import.meta.url));
/** The width of a preview is less, pixels. */
const PICTURE_MIN_WIDTH = 256;
const POLL_MS = 100;
/** Detects a hang; a slow machine may take as long as it needs. */
const HANG_MS = 300_000;

/** Asks until there is an answer. */
async function until<T>(
  what: string,
  page: EnginePage,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + HANG_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const text = (await page.text()).replaceAll(/\s+/g, ' ');
  throw new Error(`${what} did not appear. The page contains: ${text}`);
}

const find = (page: EnginePage, role: Role, name: string, region?: string): Promise<Control> =>
  until(`the ${role} “${name}”`, page, () => page.find(role, name, region));

const click = async (page: EnginePage, name: string, region?: string): Promise<void> =>
  (await find(page, 'button', name, region)).click();

async function signIn(page: EnginePage, address: string, name: string): Promise<void> {
  await page.open(address);
  await (await find(page, 'textbox', 'Your name')).type(name);
  await click(page, 'Start chatting');
}

async function send(page: EnginePage, peer: string, text: string): Promise<void> {
  await (await find(page, 'textbox', `Message ${peer}`)).type(`${text}\n`);
}

/** Waits until a conversation shows exactly these messages, in any order of two that crossed. */
async function expectMessages(page: EnginePage, expected: readonly string[]): Promise<void> {
  const shown = async () => (await page.messages()).map(([author, text]) => `${author}: ${text}`);
  await until(`${expected.length} messages`, page, async () =>
    (await shown()).length >= expected.length ? true : undefined,
  );
  deepEqual([...(await shown())].sort(), [...expected].sort());
}

async function expectRead(page: EnginePage, count: number): Promise<void> {
  await until(`${count} read marks`, page, async () => {
    const marks = await page.marks();
    return marks.length === count && marks.every((mark) => mark === 'Read') ? true : undefined;
  });
}

async function sendPicture(page: EnginePage): Promise<void> {
  await (await find(page, 'file', 'Attach files')).choose(PICTURE);
  // Enabled once the picture is scaled.
  await click(page, 'Send');
}

async function expectPicture(page: EnginePage): Promise<void> {
  await until('the picture', page, async () =>
    (await page.pictures()).some((width) => width > PICTURE_MIN_WIDTH) ? true : undefined,
  );
}

/**
 * Two people meet: sign-in, request, acceptance, 20 messages each way, read marks, a reload that keeps
 * everything, and a picture.
 */
export async function runJourney(
  alice: EnginePage,
  bob: EnginePage,
  address: string,
): Promise<void> {
  await signIn(alice, address, 'alice');
  await signIn(bob, address, 'bob');
  await click(alice, 'bob', 'People');
  await send(alice, 'bob', 'Hello');
  await click(bob, 'alice', 'Message requests');
  await click(bob, 'Accept');
  await find(bob, 'textbox', 'Message alice');
  const said: { mine: string[]; theirs: string[] } = { mine: ['Hello'], theirs: [] };
  for (let n = 1; n <= MESSAGES; n++) {
    said.mine.push(`Ping ${n}`);
    said.theirs.push(`Pong ${n}`);
    await send(alice, 'bob', `Ping ${n}`);
    await send(bob, 'alice', `Pong ${n}`);
  }
  const asAlice = [
    ...said.mine.map((text) => `You: ${text}`),
    ...said.theirs.map((text) => `bob: ${text}`),
  ];
  const asBob = [
    ...said.mine.map((text) => `alice: ${text}`),
    ...said.theirs.map((text) => `You: ${text}`),
  ];
  await expectMessages(bob, asBob);
  await expectMessages(alice, asAlice);
  await expectRead(alice, said.mine.length);
  await expectRead(bob, said.theirs.length);
  await alice.reload();
  await expectMessages(alice, asAlice);
  await send(alice, 'bob', 'After the reload');
  await expectMessages(bob, [...asBob, 'alice: After the reload']);
  await expectRead(alice, said.mine.length + 1);
  await sendPicture(alice);
  await expectPicture(bob);
  await expectPicture(alice);
  await expectRead(alice, said.mine.length + 2);
}
