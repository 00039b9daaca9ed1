import { describe, expect, it } from '@jest/globals';
import * as limits from './limits.ts';
import { codesIn, rowsUnder } from './testing/document.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A value as the document writes it: `72 KiB`, `2,000`, `1/4`. */
function quantity(text: string): number {
  const [, amount = '', over = '1', unit = ''] = /^([\d,]+)(?:\/(\d+))? ?(\w*)$/.exec(text) ?? [];
  return (Number(amount.replaceAll(',', '')) / Number(over)) * (UNITS[unit] ?? Number.NaN);
}

const SECTIONS = ['Limits of the wire', 'Limits of a client', 'Limits inside the relay'];

describe('the limits', () => {
  it('are those of the protocol document, with their values', () => {
    const rows = SECTIONS.flatMap(rowsUnder);
    const documented = rows.map(([name = '', value = '']) => [codesIn(name)[0], quantity(value)]);
    expect(Object.fromEntries(documented)).toEqual({ ...limits });
    expect(documented).toHaveLength(Object.keys(limits).length);
  });

  it('are consistent with each other', () => {
    expect(limits.ENVELOPE_MAX_BYTES).toBeGreaterThan(limits.RECORD_MAX_BYTES);
    expect(limits.DELIVERY_MAX_BYTES).toBeGreaterThan(limits.ENVELOPE_MAX_BYTES);
    expect(limits.PAYLOAD_MAX_BYTES).toBeGreaterThan(limits.DELIVERY_MAX_BYTES);
    // A receiver must have room for everything that one sender may have open.
    expect(limits.INBOX_MAX_AHEAD).toBeGreaterThan(limits.OUTBOX_MAX_SEALED);
    expect(limits.CHAINS_PER_PEER).toBeGreaterThan(
      limits.OUTBOX_MAX_SEALED / limits.CHAIN_MAX_ENVELOPES,
    );
    expect(limits.CHAIN_MAX_N).toBeGreaterThan(limits.CHAIN_MAX_ENVELOPES);
    expect(limits.PRESENCE_LIFE_MS).toBeGreaterThan(limits.PRESENCE_BEAT_MS * 2);
  });
});
