/** Light or dark: what the person chose, else what the system says. Runs before the first paint. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const ROW = 'theme';

/** The choice that is in force. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(ROW);
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** When the sheet with the dark colours holds. */
const MEDIA: Readonly<Record<Theme, string>> = {
  system: '(prefers-color-scheme: dark)',
  light: 'not all',
  dark: 'all',
};

function show(theme: Theme): void {
  const sheet = document.querySelector<HTMLLinkElement>('#dark');
  if (sheet !== null) sheet.media = MEDIA[theme];
}

/** Puts a choice in force, and keeps it where the browser allows. */
export function chooseTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(ROW, theme);
  } catch {
    // A private window may refuse; the choice then lasts as long as the page.
  }
}

show(chosenTheme());
