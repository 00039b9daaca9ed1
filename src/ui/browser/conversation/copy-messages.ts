/** The part of an element's text that is selected. */
function selectedText(selected: Range, element: Element): string {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (selected.compareBoundaryPoints(Range.START_TO_START, part) > 0) {
    part.setStart(selected.startContainer, selected.startOffset);
  }
  if (selected.compareBoundaryPoints(Range.END_TO_END, part) < 0) {
    part.setEnd(selected.endContainer, selected.endOffset);
  }
  return part.toString();
}

/**
 * Copies a selection that spans several messages as lines with time and author. A selection within
 * one message is copied unchanged.
 * @param authors the names of the user and of the peer
 */
export function copyMessages(
  event: ClipboardEvent,
  authors: { readonly mine: string; readonly theirs: string },
): void {
  const selection = getSelection();
  if (selection === null || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  const lines = [...document.querySelectorAll('.entry:has(article)')].flatMap((entry) => {
    const text = entry.querySelector('.bubble > span');
    if (text === null || !range.intersectsNode(text)) return [];
    const author = entry.matches('.mine') ? authors.mine : authors.theirs;
    return `[${entry.querySelector('time')?.title}] ${author}: ${selectedText(range, text)}`;
  });
  if (lines.length < 2) return;
  event.clipboardData?.setData('text/plain', lines.join('\n'));
  event.preventDefault();
}
