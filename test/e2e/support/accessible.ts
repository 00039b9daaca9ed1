import type { Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';
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

/**
 * Examines a screen as it is; only the dialog, if there is one: nobody reaches what lies behind, which tests examine without
 * it.
 * @param rules of axe, if not all
 * @returns what is wrong: the rule, and the elements that break it
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  // Axe is called without its builder, which sends the source and all results several times.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  expect(page.frames()).toHaveLength(1);
  const options: RunOptions = {
    // To describe what passes takes longer than to examine it.
    resultTypes: ['violations'],
    ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }),
  };
  return page.evaluate(async (chosen) => {
    const { run } = Reflect.get(window, 'axe') as typeof axe;
    const { violations } = await run(document.querySelector('dialog:modal') ?? document, chosen);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
  }, options);
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
