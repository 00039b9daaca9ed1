import { CHROMIUM } from './browsers.ts';
import { findOnPath, run } from './command.ts';
import { findPrograms, findTool, type Tool } from './tool.ts';

/** The headless build shows no notifications. */
const DESKTOP_CHROMIUM: Tool = {
  ...CHROMIUM,
  name: 'Chromium with windows',
  variable: 'DESKTOP_CHROMIUM_PATH',
  commands: ['chromium', 'chromium-browser', 'google-chrome'],
  packages: ['chromium', 'fonts-noto-core'],
};

const PACKAGES = ['xvfb', 'dbus-daemon', 'python3', 'python3-dbus', 'python3-gi'];
/** Debian's own comes first: a Python that somebody installed beside it does not have Debian's modules. */
const PYTHONS = ['/usr/bin', process.env['PATH'] ?? ''].join(':');

/** What a desktop with notifications is made of. */
export interface DesktopPrograms {
  readonly chromium: string;
  /** An X display that nobody sees. */
  readonly display: string;
  /** The message bus. */
  readonly bus: string;
  /** A Python with dbus-python and PyGObject. */
  readonly python: string;
}

async function findServices(): Promise<Omit<DesktopPrograms, 'chromium'> | undefined> {
  const display = findOnPath(['Xvfb']);
  const bus = findOnPath(['dbus-daemon']);
  const python = findOnPath(['python3'], PYTHONS);
  if (display === undefined || bus === undefined || python === undefined) return undefined;
  const hasModules = await run(python, ['-c', 'import dbus, gi'], { quiet: true });
  return hasModules ? { display, bus, python } : undefined;
}

/** Chromium, a display, a message bus and Python, found or installed. @throws ToolMissing */
export const findDesktop = async (): Promise<DesktopPrograms> => ({
  chromium: await findTool(DESKTOP_CHROMIUM),
  ...(await findPrograms({ name: 'A desktop', packages: PACKAGES, find: findServices })),
});
