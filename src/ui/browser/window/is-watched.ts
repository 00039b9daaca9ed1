/** Whether somebody is looking at the page: it is visible and has the focus. */
export const isWatched = (): boolean =>
  document.visibilityState === 'visible' && document.hasFocus();
