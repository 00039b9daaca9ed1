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

/** In place of axe's source in a document that has it already: the builder sends it twice per analysis. */
const ALREADY_THERE = 'null';

/**
 * Examines a screen as it is.
 * @param rules of axe, if not all
 * @returns what is wrong: the rule, and the elements that break it
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const builder = new AxeBuilder({ page, ...(isThere ? { axeSource: ALREADY_THERE } : {}) })
    // Without frames, axe need not collect results in a separate page, which takes a second.
    .setLegacyMode(true)
    // To describe what passes takes longer than to examine it.
    .options({ resultTypes: ['violations'] });
  if (rules !== undefined) builder.withRules(rules);
  expect(page.frames()).toHaveLength(1);
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`);
}

/**
 * Examines a screen on phone and desktop with every rule of axe, and the dark one with those about
 * colour.
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const { size, colorScheme } of SCREENS) {
    await page.setViewportSize(size);
    // Colours in transition are not the final ones.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const rules = colorScheme === 'dark' ? RULES_OF_COLOUR : undefined;
    const faults = await accessibilityFaults(page, rules);
    expect(faults, `${screen}, ${size.width} px, ${colorScheme}`).toEqual([]);
    screens++;
  }
}
