import { afterAll, describe, expect, it } from '@jest/globals';
import { FilePair } from '../../../src/client/testing/file-pair.ts';
import type { TestPeer } from '../../../src/client/testing/test-network.ts';
import type { MessageRef } from '../../../src/client/views.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import type { Bytes } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { ChatError } from '../../../src/protocol/errors.ts';
import { FILE_PART_BYTES } from '../../../src/protocol/limits.ts';
import { SealedTypes } from '../../support/capture/sealed-types.ts';
import { writeKind } from '../../support/capture/write-kind.ts';

useDirectCrypto();

const SIZE = 3 * FILE_PART_BYTES + 5;
const DAY_MS = 86_400_000;
const sealed = new SealedTypes();
afterAll(() => sealed.stop());

type Side = 'alice' | 'bob';
/** The moment right after which the page of one side is closed. */
interface Stop {
  readonly side: Side;
  readonly after: 'a message is sent' | 'a message arrives' | 'a write';
  /** The type of the record, or the tables that are written. */
  readonly kind: string;
}

const nameOf = ({ side, after, kind }: Stop): string => `${side}: ${after}: ${kind}`;

/** A transfer from Alice to Bob, whose pages can be closed at one moment. */
class StoppedTransfer {
  readonly pair: FilePair;
  /** Every moment that there was. */
  readonly moments = new Map<string, Stop>();
  readonly #stop: Stop | undefined;
  #isStopped = false;

  private constructor(pair: FilePair, stop: Stop | undefined) {
    this.pair = pair;
    this.#stop = stop;
    for (const side of ['alice', 'bob'] as const) {
      pair[side].storage.onCommit = (changes) => {
        if (!this.#isDue({ side, after: 'a write', kind: writeKind(changes) })) return;
        // Nothing more of this page is written.
        pair[side].storage.commitsLeft = 0;
      };
    }
  }

  static async open(stop?: Stop): Promise<StoppedTransfer> {
    return new StoppedTransfer(await FilePair.open(), stop);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Delivers everything, one envelope after the other, until nothing has been in transit for some seconds. */
  async run(): Promise<void> {
    const { network } = this.pair;
    let seen = network.recorded.length;
    for (let quiet = 0; quiet < 16; quiet++) {
      await network.settle();
      for (const { from, envelope } of network.recorded.slice(seen)) {
        await this.#note({
          side: this.#sideOf(from),
          after: 'a message is sent',
          kind: typeOf(envelope),
        });
      }
      seen = network.recorded.length;
      const sent = network.inTransit.shift();
      if (sent === undefined) network.clock.advance(250);
      else {
        quiet = 0;
        await network.deliver(sent);
        const kind = typeOf(sent.envelope);
        await this.#note({ side: this.#sideOf(sent.to), after: 'a message arrives', kind });
      }
      await this.#reopenCut();
    }
  }

  /** A person does something. If the page is closed meanwhile, they look whether it is done, and do it again otherwise. */
  async act(action: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ChatError) || !this.#isStopped) throw error;
    }
    await this.#reopenCut();
    if (!(await isDone())) await action();
  }

  /** Both meet again, on the same day or a later one, until a condition holds. */
  async recover(done: () => Promise<boolean>): Promise<void> {
    for (let day = 0; day < 4 && !(await done()); day++) {
      if (day > 0) this.pair.network.clock.advance(DAY_MS);
      for (const who of [this.pair.alice, this.pair.bob]) {
        who.setOnline(false);
        who.setOnline(true);
      }
      await this.run();
    }
  }

  #sideOf(id: string): Side {
    return id === this.pair.alice.id ? 'alice' : 'bob';
  }

  #isDue(moment: Stop): boolean {
    this.moments.set(nameOf(moment), moment);
    if (this.#isStopped || this.#stop === undefined) return false;
    this.#isStopped = nameOf(moment) === nameOf(this.#stop);
    return this.#isStopped;
  }

  async #note(moment: Stop): Promise<void> {
    if (this.#isDue(moment)) await this.pair[moment.side].load();
  }

  async #reopenCut(): Promise<void> {
    for (const who of [this.pair.alice, this.pair.bob]) {
      if (who.storage.commitsLeft > 0) continue;
      await this.pair.network.settle();
      who.storage.commitsLeft = Infinity;
      await who.load();
    }
  }
}

const typeOf = (envelope: Uint8Array<ArrayBuffer>): string =>
  sealed.of(decodeEnvelope(envelope).ciphertext);

/** What two people do with a file, and how it ends on both sides. */
interface TransferCase {
  readonly title: string;
  /** Who decides about the file, and what they do. */
  readonly by: Side;
  readonly act: 'accept' | 'refuse' | 'cancel';
  readonly end: 'complete' | 'refused' | 'cancelled';
  /** Types of records and tables that must be among the moments. */
  readonly kinds: readonly string[];
}

const CASES: readonly TransferCase[] = [
  {
    title: 'that is downloaded',
    ...{ by: 'bob', act: 'accept', end: 'complete' },
    kinds: ['file', 'file-request', 'file-part', 'receipt', 'file-parts', 'transfers', 'outbox'],
  },
  {
    title: 'that is refused',
    ...{ by: 'bob', act: 'refuse', end: 'refused' },
    kinds: ['file', 'file-cancel', 'transfers'],
  },
  {
    title: 'that is withdrawn',
    ...{ by: 'alice', act: 'cancel', end: 'cancelled' },
    kinds: ['file', 'file-cancel', 'transfers'],
  },
];

/** Alice sends a file. Returns its message. */
async function sendIn(transfer: StoppedTransfer, content: Bytes): Promise<MessageRef> {
  const { pair } = transfer;
  const sent = async (): Promise<MessageRef | undefined> =>
    (await pair.alice.timeline(pair.bob)).find(({ kind }) => kind === 'file')?.ref;
  await transfer.act(
    () => pair.send(content),
    async () => (await sent()) !== undefined,
  );
  return (await sent()) as MessageRef;
}

async function tell({ by, act, end }: TransferCase, stop?: Stop): Promise<StoppedTransfer> {
  const transfer = await StoppedTransfer.open(stop);
  const { pair } = transfer;
  const content = pair.content(SIZE);
  const ref = await sendIn(transfer, content);
  await transfer.run();
  // Until here, all cases are the same.
  if (end !== 'complete') transfer.moments.clear();
  const who = pair[by];
  await transfer.act(
    async () => (await pair.files(who))[act](by === 'alice' ? ref : pair.theirs(ref)),
    async () => (await pair.file(who, ref))?.state !== 'offered',
  );
  await transfer.run();
  const ended = async (one: TestPeer): Promise<boolean> =>
    (await pair.file(one, ref))?.state === end;
  await transfer.recover(async () => (await ended(pair.alice)) && (await ended(pair.bob)));
  expect(await pair.file(pair.alice, ref)).toMatchObject({ state: end });
  expect(await pair.file(pair.bob, ref)).toMatchObject({ state: end });
  if (end === 'complete') expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
  else expect(await pair.bob.storage.list('file-parts')).toEqual([]);
  return transfer;
}

describe.each(CASES)('a file $title', (transferCase) => {
  it('ends the same way on both sides, whatever message or write a page is closed after', async () => {
    const { moments } = await tell(transferCase);
    const names = [...moments.keys()];
    for (const kind of transferCase.kinds) expect(names.join('\n')).toContain(kind);
    for (const [name, stop] of moments) {
      const { isStopped } = await tell(transferCase, stop);
      expect([name, isStopped]).toEqual([name, true]);
    }
    process.stdout.write(
      `${transferCase.title}, stopped after each of:\n  ${names.join('\n  ')}\n`,
    );
  });
});
