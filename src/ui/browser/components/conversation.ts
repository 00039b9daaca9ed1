import type { ConversationView, PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { isCurrent } from '../app/is-current.ts';
import { noticeOf } from '../conversation/notice.ts';
import { presenceOf } from '../conversation/presence.ts';
import { type Avatar, avatarOf } from '../people/avatar.ts';
import { hasNamesake } from '../people/strangers.ts';
import { conversationWith } from '../words.ts';
import { component } from './component.ts';

/** Problems with keys that no honest relay makes. */
const SUSPICIOUS = /^bundle-(?!stale|clock)/;

/** Which conversation is open, for `x-for`: each one opened gets components of its own. */
export const openConversation = ({ view }: App) =>
  component({
    get peers(): readonly PersonId[] {
      return view.open === undefined ? [] : [view.open];
    },
  });

/** The open conversation: who it is with, how it stands, and what can be done about it. */
export const conversation = (app: App, peer: PersonId) => {
  const { view } = app;
  const current = (): ConversationView | undefined => app.conversation(peer);
  return component({
    get name(): string {
      return current()?.name ?? '';
    },
    get label(): string {
      return conversationWith(this.name);
    },
    get avatar(): Avatar {
      return avatarOf(peer, this.name);
    },
    get isOnline(): boolean {
      const { online = false, blocked = false } = current() ?? {};
      return online && !blocked && isCurrent(view);
    },
    get presence(): string {
      const now = current();
      return now === undefined ? '' : presenceOf(now, view);
    },
    get notice(): string {
      const now = current();
      return now === undefined ? '' : noticeOf(now, view);
    },
    /** What was refused may be the work of somebody in between. */
    get isSuspicious(): boolean {
      return SUSPICIOUS.test(current()?.problem ?? '');
    },
    get isVerified(): boolean {
      return current()?.verified ?? false;
    },
    get isKeyChanged(): boolean {
      return current()?.nameTakenBy !== undefined;
    },
    /** Whether the list has somebody else of this name. */
    get isNamesake(): boolean {
      return hasNamesake(peer, this.name, view.conversations);
    },
    get isBlocked(): boolean {
      return current()?.blocked ?? false;
    },
    get isRequest(): boolean {
      return !this.isBlocked && current()?.consent === 'asked';
    },
    get canWrite(): boolean {
      return !this.isBlocked && !this.isRequest;
    },
    get canLeave(): boolean {
      const { consent = 'none' } = current() ?? {};
      return !this.isBlocked && (consent === 'accepted' || consent === 'requested');
    },

    back(): void {
      app.navigation.close();
    },
    /** Escape closes a dialog before the conversation. */
    escape(): void {
      if (view.dialog === undefined) app.navigation.close();
    },
    verify(): Promise<void> {
      return app.openDialog('verification');
    },
    meetHolder(): void {
      app.meetHolder(peer);
    },
    leave(): Promise<void> {
      return app.attempt(app.chat.leave(peer));
    },
    block(): Promise<void> {
      return app.attempt(app.chat.block(peer));
    },
    unblock(): Promise<void> {
      return app.attempt(app.chat.unblock(peer));
    },
  });
};
