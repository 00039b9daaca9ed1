import { getPriority, setPriority } from 'node:os';
import { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import type { PersonId } from '../../../src/client/views.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import type { FileClientCommand } from './file-client-process.ts';

/**
 * A chat client in a process of its own, which does what the bench tells it by messages (file-client-process.ts).
 * Its storage is in memory. Arguments: name, address, niceness.
 */

const PIECE_BYTES = 65_536;
const NS_PER_MS = 1_000_000;
const TEXT = /^text (\d+)$/;

const [, , name = '', address = '', niceness = '0'] = process.argv;
const person = new ChatDriver(name, address);
/** From composing a text until its receiver is shown it, ms. */
let delays: number[] = [];

/** The machine's monotonic clock, ns: all processes share it. */
const now = (): bigint => process.hrtime.bigint();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Notes how long each text took that arrives. */
function noteTexts(): void {
  person.chat.onChange((change) => {
    if (change.kind !== 'message' || change.message.mine) return;
    const [, composed] = TEXT.exec(change.message.text) ?? [];
    if (composed !== undefined) delays.push(Number(now() - BigInt(composed)) / NS_PER_MS);
  });
}

async function ask(peer: PersonId, peerName: string): Promise<void> {
  await person.chat.lobby.open(peerName);
  const found = await person.until(({ lobby }) =>
    lobby.view?.people.find((shown) => shown.peer === peer),
  );
  await person.chat.meet(found);
  await person.chat.sendText(peer, 'hello');
  await person.until((chat) => chat.conversation(peer)?.consent === 'accepted');
}

async function accept(peer: PersonId): Promise<void> {
  await person.until(() => person.chat.conversation(peer)?.consent === 'asked');
  await person.chat.accept(peer);
}

/** Random bytes, repeated: each part is sealed with a key of its own. */
async function offer(peer: PersonId, bytes: number): Promise<string> {
  const piece = randomBytes(PIECE_BYTES);
  const pieces = Array.from({ length: Math.ceil(bytes / PIECE_BYTES) }, () => piece);
  const content = new Blob(pieces).slice(0, bytes);
  const files = await person.chat.files(peer);
  const [ref] = await files.send([{ name: 'a file', type: 'application/zip', content }]);
  return ref?.id ?? '';
}

/** Resolves when the download has begun; `over` when it has ended. */
async function download(peer: PersonId, id: string): Promise<{ over: Promise<void> }> {
  const until = (isReached: (state: string | undefined) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const stop = person.chat.onChange((change) => {
        if (change.kind !== 'message' || change.message.ref?.id !== id) return;
        if (!isReached(change.message.file?.state)) return;
        stop();
        resolve();
      });
    });
  const begun = until((state) => state === 'transferring' || state === 'complete');
  const over = until((state) => state === 'complete' || state === 'cancelled');
  await (await person.chat.files(peer)).accept({ mine: false, id });
  await begun;
  return { over };
}

/** At fixed times, whether or not earlier ones have arrived. */
async function write(peer: PersonId, texts: number, everyMs: number): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < texts; n++) {
    await pause(start + n * everyMs - performance.now());
    void person.chat.sendText(peer, `text ${now()}`);
  }
}

const downloads = new Map<string, Promise<void>>();

async function run(command: FileClientCommand): Promise<unknown> {
  switch (command.kind) {
    case 'enter':
      setPriority(getPriority() + Number(niceness));
      await person.enter();
      noteTexts();
      return person.id;
    case 'ask':
      return ask(command.peer, command.name);
    case 'accept':
      return accept(command.peer);
    case 'offer':
      return offer(command.peer, command.bytes);
    case 'download': {
      // An announcement may still be on its way.
      await person.until(async () =>
        (await person.chat.messages(command.peer, { last: 20 })).some(
          ({ ref }) => ref?.id === command.id,
        ),
      );
      const { over } = await download(command.peer, command.id);
      downloads.set(command.id, over);
      return undefined;
    }
    case 'downloaded':
      return downloads.get(command.id);
    case 'cancel':
      return (await person.chat.files(command.peer)).cancel({ mine: true, id: command.id });
    case 'write':
      return write(command.peer, command.texts, command.everyMs);
    case 'delays': {
      await person.until(() => delays.length >= command.texts);
      const all = delays;
      delays = [];
      return all;
    }
    case 'transferred':
      return (await person.chat.files(command.peer)).used();
  }
}

process.on('message', ({ serial, command }: { serial: number; command: FileClientCommand }) => {
  run(command).then(
    (result) => process.send?.({ serial, result }),
    (error: unknown) => process.send?.({ serial, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
