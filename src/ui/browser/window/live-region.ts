const REMEMBERED = 8;

/** Says something to screen readers, politely, once, and shows nothing. */
export function announce(words: string): void {
  const region = document.getElementById('live-region');
  if (region === null) return;
  const line = document.createElement('p');
  line.textContent = words;
  region.append(line);
  while (region.childElementCount > REMEMBERED) region.firstElementChild?.remove();
}
