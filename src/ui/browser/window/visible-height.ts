/**
 * Sets `--visible-height` to the height above the on-screen keyboard in Safari. Chromium and Firefox
 * resize the page themselves (`interactive-widget` in index.html).
 */
export function followVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (viewport === null) return;
  viewport.addEventListener('resize', () => {
    const isCovered = viewport.scale === 1 && viewport.height < innerHeight;
    const height = isCovered ? `${viewport.height}px` : '';
    document.documentElement.style.setProperty('--visible-height', height);
  });
}
