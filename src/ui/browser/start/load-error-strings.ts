import type { ChatView } from '../app/chat-view.ts';

/** Sentences that few people ever see come after what everybody sees, and before they are needed. */
export async function loadErrorStrings(view: ChatView): Promise<void> {
  try {
    const { ERROR_WORDS } = await import('../error-words.ts');
    view.errorWords = Object.freeze({ ...ERROR_WORDS });
  } catch {
    // The page says in one sentence what it would have said in many.
  }
}
