/** What the relay sees of one envelope that was sent once. */
export interface Features {
  /** Length on the wire, bytes. */
  readonly size: number;
  readonly hasOffer: boolean;
  /** Position in its chain. */
  readonly n: number;
}

/** An envelope with the record type that it seals: training and test data of a classifier. */
export interface Observation extends Features {
  readonly type: string;
}

/**
 * Chain positions from here on are grouped, so that each group has enough envelopes to learn from.
 */
const FIRST_GROUPED = 8;
const GROUP = 8;

function keyOf({ size, hasOffer, n }: Features): string {
  const place = n < FIRST_GROUPED ? n : FIRST_GROUPED + Math.floor(n / GROUP);
  return `${size} ${hasOffer} ${place}`;
}

const typesOf = (observations: readonly Observation[]): string[] =>
  [...new Set(observations.map(({ type }) => type))].sort();

/** Estimates which type is the most likely one for each combination of features. */
export class Classifier {
  readonly #types: readonly string[];
  readonly #totals = new Map<string, number>();
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(training: readonly Observation[]) {
    this.#types = typesOf(training);
    for (const observation of training) {
      const { type } = observation;
      const counts = this.#seen.get(keyOf(observation)) ?? new Map<string, number>();
      this.#seen.set(keyOf(observation), counts.set(type, (counts.get(type) ?? 0) + 1));
      this.#totals.set(type, (this.#totals.get(type) ?? 0) + 1);
    }
  }

  /** The type under which these features are the most frequent, so that no type is preferred for its number. */
  guess(features: Features): string {
    const counts = this.#seen.get(keyOf(features));
    const share = (type: string): number =>
      (counts?.get(type) ?? 0) / (this.#totals.get(type) ?? 1);
    return this.#types.reduce((best, type) => (share(type) > share(best) ? type : best));
  }
}

/** How well the classifier distinguishes types. */
export interface Score {
  /** Mean of the shares of each type that are recognized: 1 / number of types by chance. */
  readonly accuracy: number;
  /** Half of the 95 % confidence interval around it. */
  readonly margin: number;
  readonly chance: number;
}

/** Trains on one capture and tests on another. */
export function score(training: readonly Observation[], test: readonly Observation[]): Score {
  const classifier = new Classifier(training);
  const types = typesOf(test);
  const recalls = types.map((type) => {
    const own = test.filter((observation) => observation.type === type);
    const found = own.filter((observation) => classifier.guess(observation) === type).length;
    return { share: found / own.length, size: own.length };
  });
  const variance = recalls.reduce((sum, { share, size }) => sum + (share * (1 - share)) / size, 0);
  return {
    accuracy: recalls.reduce((sum, { share }) => sum + share, 0) / types.length,
    margin: (1.96 * Math.sqrt(variance)) / types.length,
    chance: 1 / types.length,
  };
}
