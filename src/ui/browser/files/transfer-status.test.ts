import { describe, expect, it } from '@jest/globals';
import type { FileState, FileView } from '../../../client/files/file-views.ts';
import { statusOf } from './transfer-status.ts';

const fileIn = (state: FileState): FileView => ({
  name: 'a.pdf',
  type: 'application/pdf',
  size: 2_000_000,
  state,
  transferred: 0,
  isReadable: false,
});
const status = (state: FileState, mine: boolean, isOnline: boolean): string =>
  statusOf(fileIn(state), { mine, name: 'Bob', isOnline });

describe('the status of a transfer', () => {
  it.each([true, false])('does not wait for somebody who is online (own file: %s)', (mine) => {
    expect(status('waiting', mine, true)).toBe('0 kB of 2 MB');
    expect(status('waiting', mine, false)).toBe('Waiting for Bob to come online');
  });

  it('says of an own file that nobody has asked for what it waits for', () => {
    expect(status('offered', true, true)).toBe('Waiting for Bob to download it');
    expect(status('offered', true, false)).toBe('Waiting for Bob to come online');
  });

  it('says nothing of a file of the other person that can be downloaded, and of a complete one', () => {
    expect(status('offered', false, true)).toBe('');
    expect(status('complete', false, true)).toBe('');
  });
});
