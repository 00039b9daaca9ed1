/** The field for the text of a message, if a conversation is open. */
export const composerField = (): HTMLTextAreaElement | null =>
  document.querySelector('.composer textarea');
