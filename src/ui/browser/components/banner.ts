import type { ErrorCode } from '../../../protocol/errors.ts';
import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { component } from './component.ts';

/** One sentence at the top of the page about a state of the whole chat. */
export const banner = ({ view }: App) =>
  component({
    /** Why the chat is not connected, or the last failure. */
    get code(): ErrorCode | undefined {
      const { connection, disconnected, problem, refusal } = view;
      if (connection.kind === 'ended') return connection.code;
      const delay =
        connection.kind === 'reconnecting' && disconnected ? connection.code : undefined;
      return problem ?? refusal ?? delay;
    },
    get message(): string {
      return this.code === undefined ? '' : strings.error[this.code];
    },
    get needsReload(): boolean {
      return view.connection.kind === 'ended';
    },
    get isClockRight(): boolean {
      return view.clockSkew === 0 || view.isClockDismissed;
    },
    /** Hides the warning until the next sign-in. */
    dismissClock(): void {
      view.isClockDismissed = true;
    },
    get isDurable(): boolean {
      return view.durable;
    },
  });
