import type { Mutation } from './mutations.ts';

const CLIENT_TESTS = ['src/client/conversation/trust.test.ts'];

/** Who is who, broken. */
export const TRUST: readonly Mutation[] = [
  {
    file: 'src/crypto/safety-number.ts',
    breaks: 'each side sees its own safety number',
    find: '[one, other].sort(compare)',
    replace: '[one, other].sort(() => 0)',
    tests: ['src/crypto/safety-number.test.ts'],
  },
  {
    file: 'src/crypto/safety-number.ts',
    breaks: 'a safety number costs nothing to look for',
    find: 'const ROUNDS = 100_000;',
    replace: 'const ROUNDS = 1_000;',
    tests: ['src/crypto/safety-number.test.ts', 'test/vectors'],
  },
  {
    file: 'src/protocol/safety-code.ts',
    breaks: 'a scan does not ask whom the other one knows',
    find: "equal(theirs, peer) && equal(ours, own) ? 'match'",
    replace: "equal(theirs, peer) ? 'match'",
    tests: ['src/protocol/safety-code.test.ts'],
  },
  {
    file: 'src/protocol/safety-code.ts',
    breaks: 'a scan takes any screen',
    find: "equal(theirs, peer) && equal(ours, own) ? 'match'",
    replace: "equal(ours, own) ? 'match'",
    tests: ['src/protocol/safety-code.test.ts'],
  },
  {
    file: 'src/client/conversation/conversation.ts',
    breaks: 'one can write on when a name leads to another key',
    find: "if (nameTakenBy !== undefined) throw new ChatError('key-changed');",
    replace: '',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/client/conversation/peer-channel.ts',
    breaks: 'what waits goes out although a name leads to another key',
    find: 'return blocked || nameTakenBy !== undefined;',
    replace: 'return blocked || nameTakenBy === this.#parts.peer;',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/client/conversation/conversation.ts',
    breaks: 'nobody looks who holds the name of somebody gone',
    find: 'if (name === undefined) this.#parts.seekHolder(this.#name);',
    replace: 'if (name === undefined) this.#problem = undefined;',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/client/conversation/conversation.ts',
    breaks: 'a rename is not told',
    find: 'if (isRenamed) draft.putMessage(line.order, line.row);',
    replace: '',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/client/chat.ts',
    breaks: 'an invite link with another key is followed',
    find: "if (!equal(holder.identity, identity)) throw new ChatError('invite-mismatch');",
    replace: '',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/client/chat.ts',
    breaks: 'a wrong clock is worth no warning',
    find: 'this.#skew = this.#clock.now() - time;',
    replace: 'this.#skew = time - time;',
    tests: CLIENT_TESTS,
  },
  {
    file: 'src/ui/browser/qr/codewords.ts',
    breaks: 'blocks of a QR code stand one after the other',
    find: '[...interleave(data), ...interleave(correction)]',
    replace: '[...data.flat(), ...correction.flat()]',
    tests: ['src/ui/browser/qr'],
  },
];
