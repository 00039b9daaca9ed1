/**
 * The height that an on-screen keyboard leaves, as `--visible-height`. Chromium and Firefox resize
 * the page themselves (`interactive-widget` in index.html); Safari only says so here.
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
