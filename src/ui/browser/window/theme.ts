/** Light or dark, by the user's choice or the system's. Runs before the first paint. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const ROW = 'theme';

/** The chosen theme. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(ROW);
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** The media query of the style sheet with the dark colours. */
const MEDIA: Readonly<Record<Theme, string>> = {
  system: '(prefers-color-scheme: dark)',
  light: 'not all',
  dark: 'all',
};

function show(theme: Theme): void {
  const styles = document.querySelector<HTMLLinkElement>('#dark');
  if (styles !== null) styles.media = MEDIA[theme];
}

/** Applies a theme, and stores it if the browser allows. */
export function chooseTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(ROW, theme);
  } catch {
    // A private window may prevent storing; the choice is then lost with the page.
  }
}

show(chosenTheme());
