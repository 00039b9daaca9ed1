/** Older announcements are removed. */
const KEPT = 8;

/** Announces a text to screen readers once, politely. Nothing is shown. */
export function announce(text: string): void {
  const region = document.getElementById('live-region');
  if (region === null) return;
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  while (region.childElementCount > KEPT) region.firstElementChild?.remove();
}
