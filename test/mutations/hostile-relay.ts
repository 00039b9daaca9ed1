import type { Mutation } from './mutations.ts';

/** What stands between a hostile relay and what it wants, taken away. */
export const HOSTILE_RELAY: readonly Mutation[] = [
  {
    file: 'src/client/keys/peer-bundle.ts',
    breaks: 'a relay hides a rotation of which its owner has told',
    find: "if (verified.bundle.number < told()) throw new ChatError('bundle-rollback');",
    replace: 'told();',
    tests: ['test/integration/hostile-relay/bundles.test.ts'],
  },
  {
    file: 'src/client/outbound/sealer.ts',
    breaks: 'a relay that hides a rotation keeps a chain to the older key alive',
    find: 'Math.max(known.bundle.number, source.state.announcedBundle)',
    replace: 'known.bundle.number',
    tests: ['src/client/conversation/conversation.test.ts'],
  },
  {
    file: 'src/client/keys/peer-bundle.ts',
    breaks: 'something is sealed to a key that its owner has told to be outdated',
    find: "if (known.bundle.number < this.#parts.told()) throw new ChatError('wait');",
    replace: '',
    tests: ['src/client/keys/peer-bundle.test.ts'],
  },
  {
    file: 'src/client/inbound/stream-assembler.ts',
    breaks: 'nobody is told that something is missing',
    find: "rows.entries('held').size > 0;",
    replace: "rows.entries('held').size < 0;",
    tests: ['test/integration/hostile-relay/messages.test.ts'],
  },
  {
    file: 'src/client/connection/session.ts',
    breaks: 'each word of a relay that it stops is a move of its own',
    find: 'this.#cancelMove();\n    this.#cancelMove = ',
    replace: 'this.#cancelMove = ',
    tests: ['test/integration/hostile-relay/floods.test.ts'],
  },
  {
    file: 'src/client/chat.ts',
    breaks: 'a relay makes a client send everything again as often as it likes',
    find: "'server:recovered': () => this.#recovery.ask(),",
    replace: "'server:recovered': () => this.#onOnline(),",
    tests: ['test/integration/hostile-relay/floods.test.ts'],
  },
  {
    file: 'src/client/scheduling/throttle.ts',
    breaks: 'the last one that asks is forgotten',
    find: 'this.#isDue = true;\n    if',
    replace: 'this.#isDue = this.#cancel === undefined;\n    if',
    tests: ['src/client/scheduling/throttle.test.ts'],
  },
  {
    file: 'src/client/connection/lobby.ts',
    breaks: 'a relay writes what it likes onto the screen',
    find: 'if (isName(view.name) && !people.has(view.peer))',
    replace: 'if (!people.has(view.peer))',
    tests: ['test/integration/hostile-relay/names.test.ts'],
  },
  {
    file: 'src/client/inbound/offer-limits.ts',
    breaks: 'people who were made up are remembered for ever',
    find: 'if (window.isOver(now)) this.#byPerson.delete(other);',
    replace: 'window.isOver(now);',
    tests: ['src/client/inbound/offer-limits.test.ts'],
  },
  {
    file: 'src/client/inbound/opener.ts',
    breaks: 'any number of offers costs work with the private key',
    find: 'countOffer();\n    const chainId',
    replace: 'const chainId',
    tests: ['test/integration/hostile-relay/offers.test.ts'],
  },
  {
    file: 'src/client/inbound/opener.ts',
    breaks: 'an offer is believed whoever signed it',
    find: 'const chainId = await verifyOffer(offer, peer, me);',
    replace: 'const chainId = await verifyOffer(offer, peer, me).catch(() => expected);',
    tests: ['test/integration/hostile-relay/offers.test.ts'],
  },
  {
    file: 'src/backend/api/sign-in.ts',
    breaks: 'a proof serves at any host',
    find: "if (!publicHosts.includes(host.toLowerCase())) throw new ChatError('host-mismatch');",
    replace: '',
    tests: ['test/integration/hostile-relay/proofs.test.ts'],
  },
];
