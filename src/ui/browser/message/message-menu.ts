import type { Magics } from '@alpinejs/csp';
import type { App } from '../app/app.ts';
import type { Composing, DialogName } from '../app/chat-view.ts';
import { composerField } from '../conversation/composer-field.ts';
import { dialog } from '../dialogs/dialog.ts';
import { COMMON } from '../emoji/emoji-set.ts';

const DAY_MS = 86_400_000;
/** Between the menu, its message and the edges of the window, CSS pixels. */
const MARGIN = 8;

/** The options of one message, as a dialog beside it. */
export const messageMenu = (app: App) => {
  const { view } = app;
  const { message } = view;
  const peer = view.open ?? '';
  const ref = message?.ref;
  const opener = document.activeElement;
  const isText = message !== undefined && message.isDeleted !== true;
  const isShared = app.conversation(peer)?.consent === 'accepted' && message?.state !== 'waiting';
  const own = message?.reactions?.find(({ mine }) => mine)?.emoji;
  /** What follows when the menu has closed. */
  let next: DialogName | undefined;
  let hasComposed = false;
  /** At once, for an Escape before the browser says that the menu has closed. */
  const compose = (kind: Composing['kind']): void => {
    if (message !== undefined) app.compose(kind, message);
    hasComposed = true;
  };
  const menu = dialog(view, {
    emoji: COMMON.map((emoji) => ({ emoji, isMine: emoji === own })),
    canReact: isText && isShared,
    canReply: isText,
    canCopy: isText && message.text !== '',
    canEdit:
      isText &&
      message.mine &&
      message.kind === 'text' &&
      (isShared || message.state === 'waiting') &&
      Date.now() <= message.sent + DAY_MS,

    init(this: Magics & { show(): void; place(): void }): void {
      this.show();
      void this.$nextTick(() => this.place());
    },
    /** Beside the message, within the window. On a narrow screen the style sheet decides. */
    place(this: Magics): void {
      const box = (
        opener?.closest('.entry')?.querySelector('.bubble') ?? opener
      )?.getBoundingClientRect();
      if (box === undefined) return;
      const { offsetHeight, offsetWidth, style } = this.$root;
      const [width, height] = [document.documentElement.clientWidth, innerHeight];
      const below = box.bottom + MARGIN;
      const top = below + offsetHeight < height ? below : box.top - MARGIN - offsetHeight;
      const isRightToLeft = document.dir === 'rtl';
      const [from, to] = isRightToLeft
        ? [width - box.right, width - box.left]
        : [box.left, box.right];
      const start = message?.mine === true ? to - offsetWidth : from;
      const within = (value: number, most: number): string =>
        `${Math.max(MARGIN, Math.min(value, most - MARGIN))}px`;
      style.setProperty('--menu-top', within(top, height - offsetHeight));
      style.setProperty('--menu-start', within(start, width - offsetWidth));
    },
    more(this: { close(): void }): void {
      next = 'reaction';
      this.close();
    },
    react(this: { close(): void }, emoji: string): void {
      this.close();
      if (ref === undefined) return;
      void app.attempt(app.chat.actions(peer).react(ref, emoji === own ? '' : emoji));
    },
    reply(this: { close(): void }): void {
      compose('reply');
      this.close();
    },
    edit(this: { close(): void }): void {
      compose('edit');
      this.close();
    },
    copy(this: { close(): void }): void {
      this.close();
      void navigator.clipboard.writeText(message?.text ?? '');
    },
    details(this: { close(): void }): void {
      next = 'message-details';
      this.close();
    },
    remove(this: { close(): void }): void {
      next = 'message-delete';
      this.close();
    },
    /** Arrow keys move between the controls. */
    move(this: Magics, event: KeyboardEvent): void {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const buttons = [...this.$root.querySelectorAll('button')].filter(
        (button) => button.offsetParent !== null,
      );
      const at = buttons.findIndex((button) => button.matches(':focus'));
      buttons.at((at + step) % buttons.length)?.focus();
    },
  });
  return Object.assign(menu, {
    closed(): void {
      view.dialog = next;
      // While the menu was open, the composer could not have the focus.
      if (hasComposed && view.composing !== undefined) composerField()?.focus();
    },
  });
};

/** Asks how far the deletion of a message should reach. */
export const messageDeletion = (app: App) => {
  const { view } = app;
  const { message } = view;
  const peer = view.open ?? '';
  const ref = message?.ref;
  const isAccepted = app.conversation(peer)?.consent === 'accepted';
  return dialog(view, {
    canDeleteForBoth: message?.mine === true && message.isDeleted !== true && isAccepted,
    isWaiting: message?.state === 'waiting' && message.isEdited !== true,

    init(this: { show(): void }): void {
      this.show();
    },
    async forMe(this: { close(): void }): Promise<void> {
      this.close();
      if (ref !== undefined) await app.attempt(app.chat.actions(peer).deleteForMe(ref));
    },
    async forBoth(this: { close(): void }): Promise<void> {
      this.close();
      if (ref !== undefined) await app.attempt(app.chat.actions(peer).deleteForBoth(ref.id));
    },
  });
};
