import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, concat, equal } from '../../protocol/bytes.ts';
import type { ConversationFiles } from '../files/conversation-files.ts';
import type { FileView } from '../files/file-views.ts';
import type { MessageRef } from '../views.ts';
import { TestNetwork, type TestPeer, type TransitEnvelope } from './test-network.ts';

const STEP_MS = 250;

/** Two contacts who send each other files over a test network. */
export class FilePair {
  readonly network: TestNetwork;

  private constructor(network: TestNetwork) {
    this.network = network;
  }

  static async open(): Promise<FilePair> {
    const network = await TestNetwork.open();
    await network.agree();
    return new FilePair(network);
  }

  get alice(): TestPeer {
    return this.network.alice;
  }

  get bob(): TestPeer {
    return this.network.bob;
  }

  other(who: TestPeer): TestPeer {
    return who === this.alice ? this.bob : this.alice;
  }

  /** The files of one of them. */
  files(who: TestPeer): Promise<ConversationFiles> {
    return who.people.of(this.other(who).id).channel.files.load();
  }

  /** Random bytes. */
  content(size: number): Bytes {
    const pieces = Array.from({ length: Math.ceil(size / 65_536) }, () => randomBytes(65_536));
    return concat(...pieces).slice(0, size);
  }

  /** Alice sends a file. */
  async send(
    content: Bytes,
    type = 'application/pdf',
    waveform?: readonly number[],
  ): Promise<MessageRef> {
    const source = { name: 'a file', type, waveform, content: new Blob([content]) };
    const [ref] = await (await this.files(this.alice)).send([source]);
    return ref as MessageRef;
  }

  /** What the other side calls a message. */
  theirs({ mine, id }: MessageRef): MessageRef {
    return { mine: !mine, id };
  }

  /** A file of Alice as one of them sees it. */
  async file(who: TestPeer, { id }: MessageRef): Promise<FileView | undefined> {
    return (await who.timeline(this.other(who))).find(({ ref }) => ref?.id === id)?.file;
  }

  /** The content of a file of Alice that one of them has. */
  async read(who: TestPeer, ref: MessageRef): Promise<Bytes> {
    const files = await this.files(who);
    const blob = await files.open(who === this.alice ? ref : this.theirs(ref));
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** Whether one of them can read exactly this content in a file of Alice. */
  async hasContent(who: TestPeer, ref: MessageRef, content: Bytes): Promise<boolean> {
    return equal(await this.read(who, ref), content);
  }

  /** Takes the oldest envelope out of the network. */
  takeFirst(): TransitEnvelope {
    return this.network.inTransit.shift() as TransitEnvelope;
  }

  /** Delivers a number of envelopes, in order; a little time passes with each. */
  async deliverSome(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      await this.network.settle();
      const sent = this.network.inTransit.shift();
      if (sent !== undefined) await this.network.deliver(sent);
      this.network.clock.advance(STEP_MS / 10);
    }
  }

  /** Delivers everything until nothing has been in transit for a few seconds. */
  async arrive(): Promise<void> {
    for (let quiet = 0; quiet < 16; ) {
      await this.network.settle();
      const sent = this.network.inTransit.splice(0);
      for (const each of sent) await this.network.deliver(each);
      this.network.clock.advance(STEP_MS);
      quiet = sent.length === 0 ? quiet + 1 : 0;
    }
    await this.network.settle();
  }
}
