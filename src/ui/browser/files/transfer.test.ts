import { describe, expect, it } from '@jest/globals';
import type { FileState, FileView } from '../../../client/files/file-views.ts';
import { actionsOf, hasProgress, progressOf } from './transfer.ts';

const fileIn = (state: FileState, changes: Partial<FileView> = {}): FileView => ({
  name: 'a.pdf',
  type: 'application/pdf',
  size: 1_000,
  state,
  transferred: 250,
  isReadable: false,
  ...changes,
});

describe('what a person can do about a transfer', () => {
  it.each<[FileState, string[]]>([
    ['offered', ['accept', 'refuse']],
    ['waiting', ['pause', 'refuse']],
    ['transferring', ['pause', 'refuse']],
    ['paused', ['resume', 'refuse']],
    ['complete', []],
    ['failed', ['accept']],
    ['cancelled', []],
    ['refused', ['accept']],
  ])('as its receiver, in state %s', (state, actions) => {
    expect(actionsOf(fileIn(state), false)).toEqual(actions);
  });

  it.each<[FileState, string[]]>([
    ['offered', ['cancel']],
    ['waiting', ['cancel']],
    ['transferring', ['cancel']],
    ['paused', ['cancel']],
    ['complete', []],
    ['failed', []],
    ['cancelled', []],
    ['refused', []],
  ])('as its sender, in state %s', (state, actions) => {
    expect(actionsOf(fileIn(state), true)).toEqual(actions);
  });

  it('is nothing when the file is too large for this device', () => {
    expect(actionsOf(fileIn('failed', { code: 'file-too-large' }), false)).toEqual([]);
  });
});

describe('the progress of a transfer', () => {
  it.each<[FileState, boolean]>([
    ['offered', false],
    ['waiting', true],
    ['transferring', true],
    ['paused', true],
    ['complete', false],
    ['failed', false],
  ])('in state %s is shown: %p', (state, shown) => {
    expect(hasProgress(fileIn(state))).toBe(shown);
  });

  it('is not shown while the sender is awaited and nothing has arrived', () => {
    expect(hasProgress(fileIn('waiting', { transferred: 0 }))).toBe(false);
  });

  it('is the share of the bytes that have arrived', () => {
    expect(progressOf(fileIn('transferring'))).toBe(0.25);
    expect(progressOf(fileIn('transferring', { transferred: 5_000 }))).toBe(1);
    expect(progressOf(fileIn('transferring', { size: 0 }))).toBe(0);
  });
});
