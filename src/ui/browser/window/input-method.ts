/** What browsers report for a key that an input method handles (UI Events, 8.3.1). */
const TAKEN = 229;

/**
 * Keys that belong to an input method (Chinese, Japanese, Korean …) reach no handler of the page:
 * Enter chooses a word there, and Escape and arrows move in its list. In Safari only the key code
 * shows it, because the composition ends before the key event.
 */
export function leaveKeysToInputMethods(): void {
  addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.keyCode === TAKEN) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
