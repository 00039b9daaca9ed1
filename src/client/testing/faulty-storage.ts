import { ChatError } from '../../protocol/errors.ts';
import { MemoryStorage } from '../storage/memory-storage.ts';
import type { Change } from '../storage/storage.ts';

/**
 * A storage that remembers every commit, so that any earlier state of it can be had again; and can
 * break: at one commit, as a full disk does, or from one on, as a crash does.
 */
export class FaultyStorage extends MemoryStorage {
  readonly commits: (readonly Change[])[] = [];
  breaksNext = false;
  /** How many more commits there are before all of them fail. */
  commitsLeft = Infinity;

  /** As it was after so many commits. */
  async copy(commits = this.commits.length): Promise<FaultyStorage> {
    const copy = new FaultyStorage();
    for (const changes of this.commits.slice(0, commits)) await copy.commit(changes);
    return copy;
  }

  /** Whether that has ever happened. */
  wasCut = false;

  /** Whether a commit has failed since all of them do. */
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
    this.commitsLeft--;
    this.commits.push(changes);
    await super.commit(changes);
  }
}
