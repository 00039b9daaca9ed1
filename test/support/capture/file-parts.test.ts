import { beforeAll, describe, expect, it } from '@jest/globals';
import { FilePair } from '../../../src/client/testing/file-pair.ts';
import type { TransitEnvelope } from '../../../src/client/testing/test-network.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { IS_LONG_RUN } from '../../../src/crypto/testing/run-length.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { LARGE_ENVELOPE_BYTES, TEXT_MAX_LENGTH } from '../../../src/protocol/limits.ts';
import { randomFrom } from '../../../src/protocol/testing/random-from.ts';
import { type Observation, score } from './classifier.ts';
import { SealedTypes } from './sealed-types.ts';

useDirectCrypto();

/** Files of one part each. The nightly run has more of them, and so finds smaller differences. */
const FILES = IS_LONG_RUN ? 250 : 30;
/** The pace of parts allows one after this time, ms. */
const PART_MS = 1_000;
/** A chain of an hour ends, so that there are many. */
const CHAIN_SHARE = 0.3;
/** After this time everything is acknowledged, ms. */
const SETTLED_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Each of these characters takes six bytes of JSON, so the record is nearly as large as a part. */
const LONG_TEXT = '\u0001'.repeat(TEXT_MAX_LENGTH);

/** A large envelope as the relay sees it, without its size, which differs. */
interface Large extends Observation {
  readonly tokenBytes: number;
}

/** The large envelopes of one person who sends parts of files and long texts, in random order. */
async function largeEnvelopes(seed: number): Promise<Large[]> {
  const sealed = new SealedTypes();
  try {
    const random = randomFrom(seed);
    const pair = await FilePair.open();
    const { network } = pair;
    const { length } = network.recorded;
    for (let files = 0; files < FILES; ) {
      if (random() < CHAIN_SHARE) {
        // Nothing is left that would be sent again: only envelopes that are sent once are compared.
        await arrive(pair, SETTLED_MS);
        network.clock.advance(HOUR_MS);
      }
      if (random() < 0.5) await writeLong(pair);
      else {
        await download(pair);
        files++;
      }
    }
    return network.recorded
      .slice(length)
      .filter(({ from, envelope }) => from === pair.alice.id && isLarge(envelope))
      .map((sent) => observe(sent, sealed));
  } finally {
    sealed.stop();
  }
}

/** A small envelope, one that answers it, and a large one, as with a file. */
async function writeLong(pair: FilePair): Promise<void> {
  const [alice, bob] = [pair.bob.people.of(pair.alice.id), pair.alice.people.of(pair.bob.id)];
  await bob.sendText('x');
  await arrive(pair);
  await alice.sendText('y');
  await arrive(pair);
  await bob.sendText(LONG_TEXT);
  await arrive(pair);
}

/** A small envelope announces a file, and a large one has its content. */
async function download(pair: FilePair): Promise<void> {
  const ref = await pair.send(Uint8Array.of(1));
  await arrive(pair);
  await (await pair.files(pair.bob)).accept(pair.theirs(ref));
  await arrive(pair);
}

const isLarge = ({ length }: Uint8Array): boolean => length >= LARGE_ENVELOPE_BYTES;

/** Everything arrives that is sent now, and what answers it. */
async function arrive({ network }: FilePair, ms = PART_MS): Promise<void> {
  network.clock.advance(ms);
  await network.settle();
  while (network.inTransit.length > 0) {
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
    await network.settle();
  }
}

function observe({ envelope, token }: TransitEnvelope, sealed: SealedTypes): Large {
  const { offer, n, ciphertext } = decodeEnvelope(envelope);
  return {
    ...{ size: 0, hasOffer: offer !== undefined, n },
    type: sealed.of(ciphertext),
    tokenBytes: token?.length ?? 0,
  };
}

let training: Large[];
let test: Large[];

beforeAll(async () => {
  training = await largeEnvelopes(1);
  test = await largeEnvelopes(2);
});

const countOf = (type: string): number => test.filter((each) => each.type === type).length;

describe('envelopes with parts of files', () => {
  it('are captured in sufficient number, and so are long texts', () => {
    expect(countOf('file-part')).toBeGreaterThanOrEqual(FILES);
    expect(countOf('text')).toBeGreaterThan(FILES / 2);
    expect(new Set(test.map(({ type }) => type))).toEqual(new Set(['file-part', 'text']));
  });

  it('are not distinguished from long texts by offer or chain position', () => {
    const { accuracy, margin, chance } = score(training, test);
    process.stdout.write(
      `parts and texts: balanced accuracy ${accuracy.toFixed(4)} ± ${margin.toFixed(4)}, chance ${chance}, ` +
        `tested on ${test.length} envelopes\n`,
    );
    // Twice the margin: four in 100,000 captures are beyond it by chance.
    expect(Math.abs(accuracy - chance)).toBeLessThanOrEqual(2 * margin);
  });

  it('come with the same token as texts', () => {
    const lengths = (type: string): number[] => [
      ...new Set(test.filter((each) => each.type === type).map(({ tokenBytes }) => tokenBytes)),
    ];
    expect(lengths('file-part')).toEqual(lengths('text'));
  });

  it.each<[string, (part: Large) => Partial<Large>]>([
    ['had no offer', () => ({ hasOffer: false })],
    ['had chains of their own', ({ n }) => ({ n: n + 8, hasOffer: false })],
  ])('would be recognized if they %s', (_, change) => {
    const changed = (capture: readonly Large[]): Large[] =>
      capture.map((each) => (each.type === 'file-part' ? { ...each, ...change(each) } : each));
    const { accuracy, margin, chance } = score(changed(training), changed(test));
    expect(accuracy - chance).toBeGreaterThan(2 * margin);
  });
});
