import { describe, expect, it } from '@jest/globals';
import { codesIn, columnsUnder, rowsUnder } from '../../protocol/testing/document.ts';
import { ADMISSION, ADMISSION_STATES, admit, type RecordKind } from './admission.ts';

const KINDS = Object.keys(ADMISSION) as RecordKind[];

describe('the admission table', () => {
  it('is the one of the protocol document', () => {
    const [, ...states] = columnsUnder('Admission').map((cell) => codesIn(cell)[0]);
    expect(states).toEqual(ADMISSION_STATES);
    expect(rowsUnder('Consent').map(([cell = '']) => codesIn(cell)[0])).toEqual(ADMISSION_STATES);
    const documented = rowsUnder('Admission').map(([kind = '', ...verdicts]) => [
      codesIn(kind)[0],
      verdicts,
    ]);
    expect(documented).toEqual(Object.entries(ADMISSION));
  });

  it('rejects everything from blocked people, and admits only a request before consent', () => {
    for (const kind of KINDS) {
      expect(admit('blocked', kind)).toBe('reject');
      const stored = (['none', 'declined-by-me', 'left-by-me', 'left-by-peer'] as const).filter(
        (state) => admit(state, kind) === 'buffer',
      );
      expect(stored).toHaveLength(kind === 'request' ? 4 : 0);
    }
  });
});
