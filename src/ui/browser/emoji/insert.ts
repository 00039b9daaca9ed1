/**
 * Replaces a part of a text field, by default what is selected, and puts the cursor behind it. The field's component
 * notices it like typing.
 */
export function insertText(
  field: HTMLTextAreaElement,
  text: string,
  from = field.selectionStart,
  to = field.selectionEnd,
): void {
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
