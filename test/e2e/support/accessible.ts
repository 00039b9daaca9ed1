import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };

/** All texts of a phone are on a desktop, too, in the same colours: one dark screen is enough. */
const SCREENS = [
  { size: PHONE, colorScheme: 'light' },
  { size: DESKTOP, colorScheme: 'light' },
  { size: DESKTOP, colorScheme: 'dark' },
] as const;

/** Rules that may fail on a dark screen although the light one passes. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** How many screens were examined. */
export let screens = 0;

/** Without frames, axe need not collect results in a separate page, which takes a second. */
const axe = (page: Page): AxeBuilder => new AxeBuilder({ page }).setLegacyMode(true);

/**
 * Examines a screen on phone and desktop with every rule of axe, and the dark one with those about
 * colour.
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect(page.frames()).toHaveLength(1);
  for (const { size, colorScheme } of SCREENS) {
    await page.setViewportSize(size);
    // Colours in transition are not the final ones.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const builder = colorScheme === 'light' ? axe(page) : axe(page).withRules(RULES_OF_COLOUR);
    const { violations } = await builder.analyze();
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
    expect(faults, `${screen}, ${size.width} px, ${colorScheme}`).toEqual([]);
    screens++;
  }
}
