import { ChatError } from '../../protocol/errors.ts';
import { MemoryStorage } from '../storage/memory-storage.ts';
import type { Change } from '../storage/storage.ts';

/**
 * A storage that remembers every commit, so that a test can restore any earlier state. It can fail
 * at one commit, like a full disk, or from one commit on, like a crash.
 */
export class FaultyStorage extends MemoryStorage {
  readonly commits: (readonly Change[])[] = [];
  breaksNext = false;
  /** Bytes of parts of files that fit. */
  capacity = Infinity;
  /** How many more commits succeed before all of them fail. */
  commitsLeft = Infinity;

  /** Called after each commit. */
  onCommit: (changes: readonly Change[]) => void = () => {};

  /** A copy of its state after a number of commits. */
  async copy(commits = this.commits.length): Promise<FaultyStorage> {
    const copy = new FaultyStorage();
    for (const changes of this.commits.slice(0, commits)) await copy.commit(changes);
    return copy;
  }

  /** Whether commits were ever made to fail for good. */
  wasCut = false;

  /** Whether a commit has failed because of that. */
  get isCut(): boolean {
    return this.commitsLeft < 0;
  }

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.commitsLeft <= 0) {
      this.commitsLeft = -1;
      this.wasCut = true;
      throw new ChatError('storage-failed');
    }
    if (this.breaksNext) {
      this.breaksNext = false;
      throw new ChatError('storage-full');
    }
    const added = changes.flatMap((change) =>
      change.kind === 'put' && change.table === 'file-parts' ? change.value.length : [],
    );
    const stored = added.length > 0 ? await this.list('file-parts') : [];
    const bytes = stored.reduce((sum, { value }) => sum + value.length, 0);
    if (added.reduce((sum, length) => sum + length, bytes) > this.capacity) {
      throw new ChatError('storage-full');
    }
    this.commitsLeft--;
    this.commits.push(changes);
    await super.commit(changes);
    this.onCommit(changes);
  }
}
