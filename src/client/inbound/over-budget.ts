import { ChatError } from '../../protocol/errors.ts';

/**
 * Something valid was not taken because a limit for all strangers is used up. It can be taken later, so it is
 * deferred and not acknowledged.
 */
export class OverBudget extends ChatError {
  constructor() {
    super('rate-limited');
  }
}
