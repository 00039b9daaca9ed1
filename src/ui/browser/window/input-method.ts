/** What browsers report for a key that an input method has taken (UI Events, 8.3.1). */
const TAKEN = 229;

/**
 * Keys that belong to an input method (Chinese, Japanese, Korean …) reach no handler of the page:
 * Enter chooses a word there, and Escape and arrows move in its list. Safari says so by the key code
 * alone, because it ends the composition before it tells of the key.
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
