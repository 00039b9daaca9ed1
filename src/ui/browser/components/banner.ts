import type { ErrorCode } from '../../../protocol/errors.ts';
import type { App } from '../app/app.ts';
import { wordsFor } from '../words.ts';
import { component } from './component.ts';

/** What concerns the whole chat and is not over: one sentence above everything. */
export const banner = ({ view }: App) =>
  component({
    /** Why the chat is at rest; an outdated page or server, mostly. */
    get code(): ErrorCode | undefined {
      const { connection, disconnected, problem, refusal } = view;
      if (connection.kind === 'ended') return connection.code;
      const delay =
        connection.kind === 'reconnecting' && disconnected ? connection.code : undefined;
      return problem ?? refusal ?? delay;
    },
    get words(): string {
      return wordsFor(view, this.code);
    },
    get needsReload(): boolean {
      return view.connection.kind === 'ended';
    },
    get isClockRight(): boolean {
      return view.clockSkew === 0;
    },
    /** Until the next sign-in. */
    goOn(): void {
      view.clockSkew = 0;
    },
    get isDurable(): boolean {
      return view.durable;
    },
  });
