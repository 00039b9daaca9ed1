/** A term that this project does not use, as a regular expression over lower-case words. */
export interface RetiredTerm {
  readonly pattern: string;
  /** The term to use instead. */
  readonly use: string;
  /** `names`: wrong in the name of a file or of something in TypeScript, and fine in a sentence. */
  readonly scope?: 'names';
}

/** A use of a retired term that stays, with the reason. */
export interface PermittedUse {
  /** Words around the term, and the term, as a regular expression. */
  readonly phrase: string;
  /** The file, or the beginning of its path; without it the phrase is permitted everywhere. */
  readonly file?: string;
  readonly reason: string;
}

/**
 * One thing has one word (docs/architecture.md); these were second words or metaphors for
 * something.
 */
export const RETIRED_TERMS: readonly RetiredTerm[] = [
  { pattern: 'letters?', use: 'envelope; of an alphabet: character' },
  { pattern: 'bells?|rung', use: 'mailbox notification' },
  { pattern: 'tally|tallies', use: 'counters' },
  { pattern: 'roll calls?', use: 'pod lease' },
  { pattern: 'attendances?|attendees?', use: 'session registry, registered session' },
  { pattern: 'address books?', use: 'connection limiter' },
  { pattern: 'good ?byes?', use: 'disconnect' },
  { pattern: 'cuts? off|cutting off', use: 'terminate, truncate' },
  { pattern: 'comings?( and goings?)?|goings', use: 'presence change, connection' },
  { pattern: 'fair websockets?', use: 'WebSocket server' },
  { pattern: 'frame limits?', use: 'packet rate limit' },
  { pattern: 'backlogs?', use: 'send-buffer limit' },
  { pattern: 'lobby watch', use: 'lobby broadcaster' },
  { pattern: 'open page', use: 'lobby page cache' },
  { pattern: 'adapter echo', use: 'adapter latency probe' },
  { pattern: 'redis place', use: 'Redis endpoint' },
  { pattern: 'postm[ae]n', use: 'send queue' },
  { pattern: 'flights?', use: 'attempt' },
  { pattern: 'relax(es|ed)?', use: 'reset the backoff' },
  { pattern: 'errands?', use: 'background queue' },
  { pattern: 'person rows', use: 'peer store' },
  { pattern: 'unsent', use: 'draft, pending' },
  { pattern: 'partings?', use: 'pending send' },
  { pattern: 'shown lines?', use: 'timeline entry' },
  { pattern: 'rivals?', use: 'name taken by' },
  { pattern: 'told bundles?', use: 'announced bundle' },
  { pattern: 'is second', use: 'loses tie-break' },
  { pattern: 'hurry|hurries|hurried', use: 'reconnect now' },
  { pattern: 'keep for long', use: 'request persistent storage' },
  { pattern: 'give way|gives way', use: 'yield' },
  { pattern: 'use here', use: 'take over' },
  { pattern: 'calmly', use: 'debounce' },
  { pattern: 'coalesced', use: 'batched' },
  { pattern: 'faces?', use: 'avatar' },
  { pattern: 'sheets?', use: 'dialog' },
  { pattern: 'plates?', use: 'full-screen message' },
  { pattern: 'circumstances?', use: 'media overrides' },
  { pattern: 'stages?', use: 'main' },
  { pattern: 'unseen', use: 'visually hidden; not read' },
  { pattern: 'speech|spoken', use: 'announcement, live region' },
  { pattern: 'too fast', use: 'rate-limited' },
  { pattern: 'troubles?', use: 'decryption failure; problem' },
  { pattern: 'refusals total', use: 'rejections total' },
  { pattern: 'store seconds', use: 'store command duration' },
  { pattern: 'post office', use: 'test network' },
  { pattern: 'correspondents?', use: 'test peer' },
  { pattern: 'chatter', use: 'chat driver' },
  { pattern: 'thief|thieves|loot', use: 'stolen state; attacker' },
  { pattern: 'story|stories|scenes?|passages?', use: 'model, fixture, case' },
  { pattern: 'parcels?', use: 'envelope' },
  { pattern: 'judge?ments?', use: 'check' },
  { pattern: 'anew', use: 'again, new' },
  { pattern: 'by (itself|themselves|himself|herself|yourself)', use: 'automatically, alone' },
  { pattern: 'say sh', use: 'log.sh' },
  { pattern: 'sweeps?|swept', use: 'cleanup' },
  { pattern: 'adopt(s|ed|ing|ions?)?', use: 'import' },
  { pattern: 'recorded sh', use: 'image history' },
  { pattern: 'look for drift', use: 'detect drift' },
  { pattern: 'gates?', use: 'request dispatcher', scope: 'names' },
  { pattern: 'backings?', use: 'relay dependencies', scope: 'names' },
  { pattern: 'exchanges?', use: 'peer channel', scope: 'names' },
  { pattern: 'rolls?', use: 'live pods', scope: 'names' },
  { pattern: 'casts?', use: 'fixture', scope: 'names' },
  { pattern: 'weights?', use: 'bundle size', scope: 'names' },
  { pattern: 'departs?|departed', use: 'disconnect', scope: 'names' },
];

const ALPHABET = 'a letter of an alphabet';

export const PERMITTED_USES: readonly PermittedUse[] = [
  { phrase: 'letters (and |or )?digits', reason: ALPHABET },
  { phrase: '(lower|small|capital|upper)( case)? letters', reason: ALPHABET },
  { phrase: 'starting with a letter', reason: ALPHABET },
  {
    phrase: 'letters?',
    file: 'docs/protocol.md',
    reason: 'the rules for names speak of alphabets',
  },
  { phrase: 'letters?', file: 'src/ui/strings/en/errors.ts', reason: ALPHABET },
  { phrase: 'can only contain letters', file: 'test/e2e/names.spec.ts', reason: ALPHABET },
  { phrase: 'letter spacing', reason: 'a property of CSS' },
  { phrase: 'style sheets?', reason: 'a standard term of CSS' },
  { phrase: 'font face', reason: 'a rule of CSS' },
  { phrase: 'in flight', reason: 'a standard term: sent, and not acknowledged yet' },
  { phrase: 'use here', file: 'src/ui/strings/en/labels.ts', reason: 'the label of a button' },
  { phrase: 'use here', file: 'test/e2e/', reason: 'the label of a button' },
  { phrase: 'backing storage', file: 'test/load/bench/', reason: 'a field of DevTools' },
  { phrase: 'version ?stages', file: 'scripts/', reason: 'a field of AWS Secrets Manager' },
  {
    phrase: 'build stage',
    file: 'scripts/release/pins/',
    reason: 'a standard term of Dockerfiles',
  },
  { phrase: 'roll', file: 'test/delivery/rehearsal/', reason: 'Kubernetes rolls pods out' },
  { phrase: 'weight', file: 'src/client/testing/model.ts', reason: 'an option of fast-check' },
];
