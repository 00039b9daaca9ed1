import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DesktopPrograms } from '../../scripts/toolchain/desktop.ts';
import { startDisplay } from '../support/display.ts';

const SERVICE = fileURLToPath(new URL('service.py', import.meta.url));
/** The action of a click on the notification itself (Desktop Notifications Specification, 9). */
const DEFAULT_ACTION = 'default';

/** A notification, as the desktop got it from the browser. */
export interface ShownNotification {
  readonly id: number;
  readonly title: string;
  /** Chromium writes the page's host and an empty line before the text. */
  readonly body: string;
  /** Whether the desktop is asked to play no sound. */
  readonly isSilent: boolean;
}

/** What `service.py` prints. */
type ServiceEvent =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'shown' } & ShownNotification)
  | { readonly kind: 'closed'; readonly id: number };

/** A display and a session bus, with a notification service that a test reads and clicks in. */
export class Desktop {
  /** Programs with this environment run on the desktop. */
  readonly environment: NodeJS.ProcessEnv;
  /** Every notification that was ever shown or updated, oldest first. */
  readonly history: ShownNotification[] = [];
  readonly #children: readonly ChildProcess[];
  readonly #service: ChildProcess;
  readonly #onScreen = new Map<number, ShownNotification>();

  private constructor(
    environment: NodeJS.ProcessEnv,
    service: ChildProcess,
    others: readonly ChildProcess[],
  ) {
    this.environment = environment;
    this.#service = service;
    this.#children = [service, ...others];
  }

  static async start(programs: DesktopPrograms): Promise<Desktop> {
    const display = await startDisplay(programs.display);
    const bus = spawn(programs.bus, ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [address] = await once(createInterface(bus.stdout), 'line');
    const environment = {
      ...process.env,
      DISPLAY: display.name,
      DBUS_SESSION_BUS_ADDRESS: String(address),
    };
    const service = spawn(programs.python, [SERVICE], {
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const desktop = new Desktop(environment, service, [bus, display.child]);
    await desktop.#follow();
    return desktop;
  }

  /** Resolves when the service is ready. */
  #follow(): Promise<void> {
    const { stdout } = this.#service;
    if (stdout === null) throw new TypeError('the notification service has no output');
    return new Promise((resolve, reject) => {
      this.#service.once('close', () => reject(new Error('the notification service has ended')));
      createInterface(stdout).on('line', (line) => {
        const event = JSON.parse(line) as ServiceEvent;
        if (event.kind === 'ready') resolve();
        else this.#note(event);
      });
    });
  }

  #note(event: Exclude<ServiceEvent, { kind: 'ready' }>): void {
    if (event.kind === 'closed') this.#onScreen.delete(event.id);
    else {
      const { kind: _, ...notification } = event;
      this.history.push(notification);
      this.#onScreen.set(notification.id, notification);
    }
  }

  get onScreen(): readonly ShownNotification[] {
    return [...this.#onScreen.values()];
  }

  /** The user clicks a notification. */
  click({ id }: ShownNotification): void {
    this.#service.stdin?.write(`${JSON.stringify({ id, action: DEFAULT_ACTION })}\n`);
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null) continue;
      child.kill();
      await once(child, 'close');
    }
  }
}
