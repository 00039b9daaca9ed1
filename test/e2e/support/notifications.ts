import type { Page } from '@playwright/test';

/** A notification that the page has requested from the browser. */
export interface Notified {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly isClosed: boolean;
}

/**
 * Records the page's use of the Notification API and of oscillators. The headless browser shows no
 * notification and always reports `denied`, so the API is replaced as a whole.
 * @param permission what the browser reports when the page opens
 * @param answer what the user answers when the page asks
 */
export async function recordNotifications(
  page: Page,
  permission: NotificationPermission,
  answer: NotificationPermission = 'granted',
): Promise<void> {
  await page.addInitScript(
    ([initial, reply]) => {
      const shown: Recorded[] = [];
      const recorded = { shown, questions: 0, tones: 0 };
      class Recorded extends EventTarget {
        static permission = initial;
        static async requestPermission() {
          recorded.questions++;
          Recorded.permission = reply;
          return reply;
        }
        readonly title: string;
        readonly body: string;
        readonly tag: string;
        isClosed = false;
        constructor(title: string, { body = '', tag = '' }: NotificationOptions = {}) {
          super();
          this.title = title;
          this.body = body;
          this.tag = tag;
          // Notifications, 2.7: one with the same tag is replaced.
          for (const other of shown) if (other.tag === tag) other.isClosed = true;
          shown.push(this);
        }
        close(): void {
          this.isClosed = true;
        }
      }
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...args) {
        recorded.tones++;
        return start.apply(this, args);
      };
      Object.assign(window, { Notification: Recorded, recorded });
    },
    [permission, answer] as const,
  );
}

interface Recording {
  readonly shown: readonly Notified[];
  /** How often the browser asked the user. */
  readonly questions: number;
  readonly tones: number;
}

/** What has been recorded so far. */
export const recording = (page: Page): Promise<Recording> =>
  page.evaluate(() => {
    const { shown, questions, tones } = Reflect.get(window, 'recorded') as Recording;
    const plain = ({ title, body, tag, isClosed }: Notified) => ({ title, body, tag, isClosed });
    return { shown: shown.map(plain), questions, tones };
  });

/** The notifications on the screen, oldest first: title and body. */
export async function onScreen(page: Page): Promise<string[]> {
  const { shown } = await recording(page);
  return shown.filter(({ isClosed }) => !isClosed).map(({ title, body }) => `${title}: ${body}`);
}

/** The user clicks the newest notification. */
export const clickNotification = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { shown } = Reflect.get(window, 'recorded') as { shown: EventTarget[] };
    shown.at(-1)?.dispatchEvent(new Event('click'));
  });
