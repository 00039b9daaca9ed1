import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { IS_LONG_RUN } from '../../../src/crypto/testing/run-length.ts';
import { type Observation, score } from './classifier.ts';
import { labelledCapture } from './labelled-capture.ts';

useDirectCrypto();

/** Record types that are padded to one size and sent once. */
const TYPES = ['reaction', 'receipt', 'text', 'typing'];
/** Envelopes of each of them, at least. The nightly run needs more of them, and so finds smaller differences. */
const LEAST = IS_LONG_RUN ? 2000 : 100;
/** In each step the two people write, type and react. */
const STEPS = IS_LONG_RUN ? 2750 : 150;
/** An offer, bytes. */
const OFFER = 2864;

let training: Observation[];
let test: Observation[];

const ofTypes = (capture: readonly Observation[]): Observation[] =>
  capture.filter(({ type }) => TYPES.includes(type));

beforeAll(async () => {
  training = ofTypes(await labelledCapture(1, STEPS));
  test = ofTypes(await labelledCapture(2, STEPS));
  // Not an assertion: what hangs must end some day.
}, 1_800_000);

/** As clients used to send receipts: each with the offer of its chain, at every position. */
const withOfferOnReceipts = (capture: readonly Observation[]): Observation[] =>
  capture.map((observation) => {
    const { type, size, hasOffer } = observation;
    if (type !== 'receipt' || hasOffer) return observation;
    return { ...observation, size: size + OFFER, hasOffer: true };
  });

describe('envelopes of the same padded size that are sent once', () => {
  it.each(TYPES)('are captured in sufficient number when they seal a %s', (type) => {
    for (const capture of [training, test]) {
      const found = capture.filter((observation) => observation.type === type);
      expect(found.length).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it('do not tell a classifier their record type by size, offer or chain position', () => {
    const { accuracy, margin, chance } = score(training, test);
    process.stdout.write(
      `classifier: balanced accuracy ${accuracy.toFixed(4)} ± ${margin.toFixed(4)}, chance ${chance}, ` +
        `trained on ${training.length} envelopes, tested on ${test.length}\n`,
    );
    expect(Math.abs(accuracy - chance)).toBeLessThanOrEqual(margin);
  });

  it('would reveal it if every receipt carried the offer of its chain', () => {
    const [before, after] = [training, test].map((capture) =>
      withOfferOnReceipts(capture).filter(({ type }) => type === 'receipt' || type === 'text'),
    );
    const { accuracy } = score(before ?? [], after ?? []);
    expect(accuracy).toBeGreaterThan(0.9);
  });
});
