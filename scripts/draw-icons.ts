import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { runProcess } from '../src/service/process.ts';
import { CHROMIUM } from './toolchain/browsers.ts';
import { findTool } from './toolchain/tool.ts';

const IMAGES = new URL('../src/ui/browser/images/', import.meta.url);
const LARGE = 512;
const SMALL = 192;
/** Systems cut a maskable icon to a circle of 80 % (W3C Web Application Manifest, "maskable"). */
const SAFE = 0.72;

/** An icon fills the square, or lies in the middle of its own colour. */
const ICONS = [
  { file: 'icon-192.png', size: SMALL, scale: 1, colour: 'transparent' },
  { file: 'icon-512.png', size: LARGE, scale: 1, colour: 'transparent' },
  { file: 'icon-maskable-512.png', size: LARGE, scale: SAFE, colour: '#1c6a55' },
] as const;

/** `npm run icons`: draws the icons of the installed app from images/favicon.svg. */
runProcess(async () => {
  const svg = await readFile(new URL('favicon.svg', IMAGES), 'base64');
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: await findTool(CHROMIUM), args });
  for (const { file, size, scale, colour } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const inner = size * scale;
    await page.setContent(
      `<style>html{background:${colour}}body{margin:${(size - inner) / 2}px}img{display:block}</style>
       <img width="${inner}" height="${inner}" src="data:image/svg+xml;base64,${svg}">`,
    );
    const picture = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(file, IMAGES), picture);
    await page.close();
  }
  await browser.close();
});
