import type { ConversationView, PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { isCurrent } from '../app/is-current.ts';
import { noticeOf } from '../conversation/notice.ts';
import { presenceOf } from '../conversation/presence.ts';
import { type Avatar, avatarOf } from '../people/avatar.ts';
import { Looks } from '../people/look-alikes.ts';
import { hasBegun, hasNamesake, shownName } from '../people/strangers.ts';
import { hasModal } from '../window/has-modal.ts';
import { announce } from '../window/live-region.ts';
import { component } from './component.ts';

/** Problems with keys that an honest relay does not cause. */
const SUSPICIOUS = /^bundle-(?!stale|clock)/;

/** The open conversation as a list for `x-for`, so that each conversation gets its own components. */
export const openConversation = ({ view }: App) =>
  component({
    get peers(): readonly PersonId[] {
      return view.open === undefined ? [] : [view.open];
    },
  });

/** The open conversation: its peer, its state, and its actions. */
export const conversation = (app: App, peer: PersonId) => {
  const { view } = app;
  const current = (): ConversationView | undefined => app.conversation(peer);
  /** Not among the data: Alpine's proxies do not reach private fields. */
  let looks: Looks | undefined;
  /** Whether there is anybody to take this person for. */
  const hasContacts = (): boolean =>
    view.conversations.some((each) => each.peer !== peer && hasBegun(each));
  return component({
    /** Whether the table of look-alikes is here. */
    isCompared: false,

    get name(): string {
      return shownName(current()?.name ?? '');
    },
    get label(): string {
      return format(strings.conversationWith, { name: this.name });
    },
    get avatar(): Avatar {
      return avatarOf(peer, current()?.name ?? '');
    },
    get isOnline(): boolean {
      const { online = false, blocked = false } = current() ?? {};
      return online && !blocked && isCurrent(view);
    },
    get isTyping(): boolean {
      return current()?.typing ?? false;
    },
    get presence(): string {
      const now = current();
      return now === undefined ? '' : presenceOf(now, view);
    },
    get notice(): string {
      const now = current();
      return now === undefined ? '' : noticeOf(now, view);
    },
    /** The connection is lost, or somebody may be tampering with it. */
    get isWarning(): boolean {
      return view.disconnected || SUSPICIOUS.test(current()?.problem ?? '');
    },
    get isVerified(): boolean {
      return current()?.verified ?? false;
    },
    get isKeyChanged(): boolean {
      return current()?.nameTakenBy !== undefined;
    },
    /** Whether another person in the list has the same name. */
    get isNamesake(): boolean {
      return hasNamesake(peer, current()?.name ?? '', view.conversations);
    },
    /** The name of somebody else in the list that looks like this person's, or empty. */
    get contact(): string {
      if (!this.isCompared) return '';
      return looks?.contactLike(peer, current()?.name ?? '', view.conversations)?.name ?? '';
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

    init(): void {
      this.$watch('isTyping', (isTyping) => {
        if (isTyping) announce(format(strings.announcement.typing, { name: this.name }));
      });
      if (hasContacts()) void app.attempt(this.loadLooks());
    },
    async loadLooks(): Promise<void> {
      looks = await Looks.load();
      this.isCompared = true;
    },
    back(): void {
      app.navigation.close();
    },
    /** Escape closes a dialog, then ends answering and editing, then closes the conversation. */
    escape(): void {
      if (hasModal()) return;
      if (view.composing?.message.peer === peer) view.composing = undefined;
      else this.back();
    },
    meetHolder(): void {
      app.meetHolder(peer);
    },
    get isAccepted(): boolean {
      return !this.isBlocked && current()?.consent === 'accepted';
    },
    /** Whether nothing notifies of this person's messages. */
    get isMuted(): boolean {
      return (current()?.mutedUntil ?? 0) > view.now;
    },
    get canMute(): boolean {
      return this.canWrite && !this.isMuted && current()?.consent !== 'none';
    },
    unmute(): Promise<void> {
      return app.attempt(app.chat.actions(peer).setMuted(0));
    },
    unblock(): Promise<void> {
      return app.attempt(app.chat.setBlocked(peer, false));
    },
  });
};
