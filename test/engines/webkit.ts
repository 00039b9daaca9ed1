import { type ChildProcess, spawn } from 'node:child_process';
import type { WebKitPrograms } from '../../scripts/toolchain/engines.ts';
import { freePort } from '../../scripts/toolchain/free-port.ts';
import { startDisplay } from '../support/display.ts';
import {
  type Engine,
  type EnginePage,
  findControl,
  readMarks,
  readMessages,
  readPictures,
  readText,
} from './engine.ts';
import { type ElementReference, WebDriverSession } from './webdriver.ts';

const POLL_MS = 50;

/** Resolves when a driver answers. */
async function whenReady(driver: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(`${driver}/status`).catch(() => undefined);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('the WebDriver of WebKit has ended');
}

const toPage = (session: WebDriverSession): EnginePage => ({
  open: (address) => session.open(address),
  reload: () => session.reload(),
  find: async (role, name, region = '') => {
    const found: unknown = await session.run(findControl, role, name, region);
    if (found === null) return undefined;
    const element = found as ElementReference;
    return {
      click: () => session.click(element),
      type: (text) => session.type(element, text),
      choose: (path) => session.type(element, path),
    };
  },
  messages: () => session.run(readMessages),
  marks: () => session.run(readMarks),
  pictures: () => session.run(readPictures),
  text: () => session.run(readText),
});

/** The environment of a browser on a display. */
const environmentOn = (display: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DISPLAY: display,
  GDK_BACKEND: 'x11',
  // Root, who runs CI, has no user namespaces in a container.
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
});

/**
 * WebKitGTK's small browser. A driver has one session, and only one window of a display has the focus, so each page
 * has a driver and a display.
 */
export async function startWebKit({ driver, browser, display }: WebKitPrograms): Promise<Engine> {
  const children: ChildProcess[] = [];
  const sessions: WebDriverSession[] = [];
  const open = async (): Promise<WebDriverSession> => {
    const screen = await startDisplay(display);
    const port = await freePort();
    const env = environmentOn(screen.name);
    const child = spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' });
    children.push(child, screen.child);
    const address = `http://127.0.0.1:${port}`;
    await whenReady(address, child);
    const options = { binary: browser, args: ['--automation'] };
    const session = await WebDriverSession.open(address, { 'webkitgtk:browserOptions': options });
    sessions.push(session);
    return session;
  };
  const first = await open();
  let next: WebDriverSession | undefined = first;
  return {
    name: 'WebKitGTK',
    version: first.version,
    newPage: async () => {
      const session = next ?? (await open());
      next = undefined;
      return toPage(session);
    },
    stop: async () => {
      await Promise.all(sessions.map((session) => session.close().catch(() => undefined)));
      for (const child of children) child.kill();
    },
  };
}
