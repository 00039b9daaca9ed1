import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBase64url } from '../../protocol/bytes.ts';
import { ERROR_CODES } from '../../protocol/errors.ts';
import { decodePodMessage, encodePodMessage } from './pod-message.ts';

const person = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => toBase64url(key));
const ticket = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const position = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const anyMessage = fc.record({
  from: fc.constant(randomUUID()),
  envelopes: fc.array(
    fc.record({
      ...{ ticket, to: person, from: person, after: position },
      serial: fc.option(
        fc.uint8Array({ minLength: 8, maxLength: 8 }).map((serial) => toBase64url(serial)),
        { nil: undefined },
      ),
      envelope: fc
        .uint8Array({ minLength: 1, maxLength: 200 })
        .map((bytes) => new Uint8Array(bytes)),
    }),
  ),
  outcomes: fc.array(
    fc.record({
      ticket,
      outcome: fc.oneof(
        fc.constant({ kind: 'delivered' as const }),
        fc.constant({ kind: 'unreachable' as const }),
        position.map((value) => ({ kind: 'queued' as const, position: value })),
        fc.constantFrom(...ERROR_CODES).map((code) => ({ kind: 'rejected' as const, code })),
      ),
    }),
  ),
});

describe('a message between pods', () => {
  it('is decoded to what was encoded', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodePodMessage(encodePodMessage(message))).toEqual(message);
      }),
    );
  });

  it('is rejected when it is truncated anywhere but between two envelopes', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (message, at) => {
        const bytes = encodePodMessage(message);
        const cut = bytes.subarray(0, at % bytes.length);
        const shorter = message.envelopes.map((_, index) =>
          encodePodMessage({ ...message, envelopes: message.envelopes.slice(0, index) }),
        );
        if (shorter.some((whole) => whole.equals(cut))) return;
        expect(() => decodePodMessage(cut)).toThrow(/truncated|out of range|outside buffer/);
      }),
    );
  });

  it('with an error code that only a newer relay knows reports an internal error', () => {
    const rejected = { kind: 'rejected' as const, code: ERROR_CODES[0] };
    const bytes = encodePodMessage({
      from: randomUUID(),
      envelopes: [],
      outcomes: [{ ticket: 1, outcome: rejected }],
    });
    bytes.write('?', bytes.length - 1);
    expect(decodePodMessage(bytes).outcomes).toEqual([
      { ticket: 1, outcome: { kind: 'rejected', code: 'internal' } },
    ]);
  });
});
