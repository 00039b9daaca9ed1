import type { Mutation } from './mutations.ts';

const ATTACKS = ['test/integration/admission/attacks.test.ts'];
const POLICY = ['src/backend/api/policy.test.ts'];
const INBOX = ['src/client/inbound/inbox.test.ts'];

/**
 * Each way in which strangers and dishonest peers could once harm a user, made possible again: `npm run mutate --
 * strangers`.
 */
export const STRANGERS: readonly Mutation[] = [
  {
    file: 'src/backend/store/memory-budget.ts',
    breaks: 'strangers fill the memory of the relay',
    find: 'Math.max(0, free) * MAILBOX_FREE_SHARE',
    replace: 'Number.MAX_SAFE_INTEGER',
    tests: ['src/backend/store/memory/memory-store.test.ts'],
  },
  {
    file: 'src/client/inbound/admission.ts',
    breaks: 'a stranger who sends leave first is shown, and gets a receipt',
    find: "leave: ['drop', 'accept',",
    replace: "leave: ['accept', 'accept',",
    tests: ATTACKS,
  },
  {
    file: 'src/client/inbound/admission.ts',
    breaks: 'a text of a stranger is shown without a request, and watched',
    find: "text: ['drop', 'reject',",
    replace: "text: ['accept', 'reject',",
    tests: ATTACKS,
  },
  {
    file: 'src/client/inbound/admission.ts',
    breaks: 'texts are stored after a request was declined',
    find: "'accept', 'accept', 'drop', 'drop', 'drop', 'reject'],\n  file:",
    replace: "'accept', 'accept', 'accept', 'drop', 'drop', 'reject'],\n  file:",
    tests: ATTACKS,
  },
  {
    file: 'src/client/inbound/admission.ts',
    breaks: 'records of strangers ahead of their turn are stored',
    find: "(consent: Consent): boolean => consent === 'accepted';",
    replace: '(_consent: Consent): boolean => true;',
    tests: ATTACKS,
  },
  {
    file: 'src/client/conversation/conversations.ts',
    breaks: 'strangers push contacts off the list of watched people',
    find: "consent === 'accepted' ? 0 : 1",
    replace: "consent === 'accepted' ? 1 : 0",
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/inbound/offer-limits.ts',
    breaks: 'offers of strangers use up those of contacts',
    find: 'const all = isStranger ? this.#allStrangers : this.#contacts;',
    replace: 'const all = this.#contacts;',
    tests: ['src/client/inbound/offer-limits.test.ts'],
  },
  {
    file: 'src/client/inbound/stranger-limits.ts',
    breaks: 'pending requests keep newcomers out',
    find: 'victim === undefined || !rows.isRequest',
    replace: 'true',
    tests: ['test/integration/admission/requests.test.ts'],
  },
  {
    file: 'src/ui/browser/conversation/links.ts',
    breaks: 'closing brackets after a link take quadratic time',
    find: 'if ((unmatched[last] ?? 0) > 0)',
    replace: 'if ((unmatchedBrackets(candidate.slice(0, end))[last] ?? 0) > 0)',
    tests: ['test/integration/bounded-work/bounded-work.test.ts'],
  },
  {
    file: 'src/backend/transport/handshake.ts',
    breaks: "another site uses up its visitors' connections",
    find: "if (!COMES_FROM_HERE.includes(headers['sec-fetch-site'])) return false;",
    replace: '',
    tests: ['src/backend/transport/handshake.test.ts'],
  },
  {
    file: 'src/backend/sessions/held-names.ts',
    breaks: 'people whose names look alike are online together',
    find: 'lookOf(name)',
    replace: 'name',
    tests: ['src/backend/store/memory/memory-store.test.ts', 'src/backend/api/sign-in.test.ts'],
  },
  {
    file: 'src/backend/api/messages.ts',
    breaks: "strangers fill a person's mailbox for contacts",
    find: 'if (isContact(shown, now())) await',
    replace: 'if (true) await',
    tests: POLICY,
  },
  {
    file: 'src/client/inbound/applied-record.ts',
    breaks: 'a message above displayed ones is not marked',
    find: 'order < displayed && !(await crossesOwn(tx, order, me))',
    replace: 'false',
    tests: INBOX,
  },
  {
    file: 'src/backend/api/presence.ts',
    breaks: 'strangers and blocked people see when a person is online',
    find: 'token === undefined ? policy.listed : !isRevoked(policy, token.serial, now)',
    replace: 'true',
    tests: POLICY,
  },
  {
    file: 'src/client/outbound/unordered-sender.ts',
    breaks: 'receipts always carry the offer of their chain',
    find: '{ isRepeated: false }',
    replace: '{ isRepeated: true }',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/inbound/stream-assembler.ts',
    breaks: 'notices about streams that nobody knows cause warnings',
    find: 'if (stream === undefined || stream.forked) return [];',
    replace: 'if (stream?.forked) return [];',
    tests: ATTACKS,
  },
  {
    file: 'src/backend/limits/connection-limiter.ts',
    breaks: 'a flood locks out everybody behind its address',
    find: 'if (person === undefined) this.#terminations.take(address);',
    replace: 'if (true) this.#terminations.take(address);',
    tests: ['src/backend/limits/connection-limiter.test.ts'],
  },
  {
    file: 'src/crypto/offer.ts',
    breaks: 'an offer of bundle number 0 opens',
    find: 'offer.senderBundle >= 1',
    replace: 'true',
    tests: ['test/vectors/vectors.test.ts'],
  },
  {
    file: 'src/backend/routing/envelope-router.ts',
    breaks: 'one address sends requests to everybody',
    find: "if ((await addressLimits.count('strangers-mail', address)) > 0) {",
    replace: "if ((await addressLimits.count('strangers-mail', address)) < 0) {",
    tests: ['src/backend/api/messages.test.ts'],
  },
];
