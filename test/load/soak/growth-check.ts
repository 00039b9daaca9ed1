/** What was measured at one moment of a soak. */
export interface Sample {
  /** Since the load began, s. */
  readonly seconds: number;
  /** Messages acknowledged until then. */
  readonly delivered: number;
  /** Of each pod after a garbage collection: heap and buffers, bytes. */
  readonly held: readonly number[];
  /** Of each pod: resident memory, bytes. */
  readonly resident: readonly number[];
  /** What Redis has allocated, bytes. */
  readonly redis: number;
}

/** One measured quantity, and its growth after the warm-up. */
export interface Trend {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Bytes per minute. */
  readonly slope: number;
  /** Slope times time: the growth without noise, bytes. */
  readonly growth: number;
  /** The most that it may grow by, bytes. */
  readonly bound: number;
}

const MIB = 1024 ** 2;
/** In the first part of a run caches fill and code is compiled, so it is not checked. */
const WARM_UP_SHARE = 0.25;
/** The uncertainty caused by garbage collections and allocators, bytes. */
const NOISE = MIB;
/** Resident memory is returned to the system late or never, so it says little. */
const RESIDENT_NOISE = 24 * MIB;
/**
 * The least that a leak would leave of each message. One entry of a Map with a string of 16 bytes
 * takes more, and each message passes through a pod four times: itself, its receipt, and both
 * acknowledgements.
 */
const LEAK_PER_TEXT = 64;

/** The median slope of all pairs (Theil–Sen), which single outliers do not affect. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).map(([nextX, nextY]) => (nextY - y) / (nextX - x)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

/**
 * The growth of every quantity. @throws RangeError with fewer than four samples after the warm-up
 */
export function trendsOf(samples: readonly Sample[]): readonly Trend[] {
  const end = samples.at(-1)?.seconds ?? 0;
  const warm = samples.filter(({ seconds }) => seconds >= end * WARM_UP_SHARE);
  const [first, last] = [warm[0], warm.at(-1)];
  if (first === undefined || last === undefined || warm.length < 4) {
    throw new RangeError(`${warm.length} samples are too few`);
  }
  const leak = (last.delivered - first.delivered) * LEAK_PER_TEXT;
  const trend = (name: string, bound: number, of: (sample: Sample) => number): Trend => {
    const slope = slopeOf(warm.map((sample) => [sample.seconds, of(sample)]));
    const growth = slope * (last.seconds - first.seconds);
    return { name, first: of(first), last: of(last), slope: slope * 60, growth, bound };
  };
  const pods = first.held.map((_, pod) => pod);
  return [
    ...pods.map((pod) => trend(`pod ${pod + 1} held`, NOISE + leak, (it) => it.held[pod] ?? 0)),
    ...pods.map((pod) =>
      trend(`pod ${pod + 1} resident`, RESIDENT_NOISE + leak, (it) => it.resident[pod] ?? 0),
    ),
    trend('Redis', NOISE + leak, (it) => it.redis),
  ];
}

/** The trends that exceed their limits. */
export const leaksIn = (trends: readonly Trend[]): readonly Trend[] =>
  trends.filter(({ growth, bound }) => growth > bound);
