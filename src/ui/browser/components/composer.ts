import type { ChatChange, MessageView, PersonId } from '../../../client/views.ts';
import { ChatError, type ErrorCode } from '../../../protocol/errors.ts';
import { EDIT_MS, TEXT_MAX_LENGTH } from '../../../protocol/limits.ts';
import { strings } from '../../strings/catalogue.ts';
import { format, formatCount } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import type { Composing } from '../app/chat-view.ts';
import { wordsOf } from '../conversation/message-words.ts';
import { announce } from '../window/live-region.ts';
import { attaching } from './attaching.ts';
import { component } from './component.ts';

/** The counter appears when this many characters are left. */
const COUNTER_FROM = 500;

/**
 * The maximum of UTF-16 units in the composer: enough for every message, and for one that is
 * slightly too long. A browser needs seconds to lay out a text of a million.
 */
const FIELD_MAX_UNITS = 4 * TEXT_MAX_LENGTH;

/** Of a message that is answered or edited, the beginning is shown. */
const EXCERPT_UNITS = 200;
/** Among so many messages the last own one is looked for. */
const LAST_MESSAGES = 50;

const isEditable = ({ mine, kind, ref, isDeleted, sent }: MessageView): boolean =>
  mine &&
  kind === 'text' &&
  ref !== undefined &&
  isDeleted !== true &&
  Date.now() <= sent + EDIT_MS;

/** A text before it is stored, as far as editing it needs to know. */
const unstored = (peer: PersonId, text: string): MessageView => ({
  id: '',
  peer,
  mine: true,
  kind: 'text',
  text,
  sent: Date.now(),
  state: undefined,
  order: '',
});

/** The composer of a conversation. */
export const composer = (app: App, peer: PersonId) => {
  const { view } = app;
  const draft = (): string => app.chat.conversation(peer)?.draft ?? '';
  /** The last own message that can be edited. */
  let last: MessageView | undefined;
  /** The newest text, while it is being stored. */
  let newest: { readonly text: string; readonly stored: Promise<MessageView> } | undefined;
  let stopFollowing = (): void => undefined;
  return component({
    ...attaching(app, peer),
    text: draft(),
    code: undefined as ErrorCode | undefined,
    /** How large a file may be. */
    hint: '',

    /** The message that is answered or edited. */
    get composing(): Composing | undefined {
      return view.composing?.message.peer === peer ? view.composing : undefined;
    },
    get isEditing(): boolean {
      return this.composing?.kind === 'edit';
    },
    get composingTitle(): string {
      const { composing } = this;
      if (composing === undefined) return '';
      if (composing.kind === 'edit') return strings.composing.edit;
      const name = app.conversation(peer)?.name ?? '';
      return format(composing.message.mine ? strings.composing.self : strings.composing.reply, {
        name,
      });
    },
    get composingText(): string {
      const { composing } = this;
      return composing === undefined ? '' : wordsOf(composing.message).slice(0, EXCERPT_UNITS);
    },

    sendingPaused: strings.sendingPaused,

    get label(): string {
      return format(strings.messageTo, { name: app.conversation(peer)?.name ?? '' });
    },
    /** In code points, like the limit. Short texts need no exact count. */
    get left(): number {
      const isFarOff = this.text.length < TEXT_MAX_LENGTH - COUNTER_FROM;
      return TEXT_MAX_LENGTH - (isFarOff ? this.text.length : [...this.text].length);
    },
    get counter(): string {
      return this.left > COUNTER_FROM
        ? ''
        : this.left < 0
          ? formatCount(strings.charactersOver, -this.left)
          : formatCount(strings.charactersLeft, this.left);
    },
    get isTooLong(): boolean {
      return this.left < 0;
    },
    get isEmpty(): boolean {
      return this.text.trim() === '' && this.tray?.isEmpty !== false;
    },
    get isBlank(): boolean {
      return this.isEmpty && !this.isEditing;
    },
    get isPreparing(): boolean {
      return this.tray?.isEmpty === false && !this.tray.isReady;
    },
    get message(): string {
      if (this.code === undefined) return '';
      const text = strings.error[this.code];
      return this.code === 'file-too-large' ? `${text} ${this.hint}`.trim() : text;
    },

    init(): void {
      if (this.composing === undefined) view.composing = undefined;
      this.$watch('composing', () => this.begin());
      stopFollowing = app.chat.onChange((change) => this.noteChange(change));
      void app.attempt(this.findLast());
      void this.$nextTick(() => {
        this.grow();
        this.$refs['text']?.focus();
      });
    },
    destroy(): void {
      stopFollowing();
      void this.recorder?.cancel();
    },
    /** Begins to answer or to edit a message, or ends it: the draft is kept meanwhile. */
    begin(): void {
      this.code = undefined;
      this.write(this.isEditing ? (this.composing?.message.text ?? '') : draft());
    },
    stopComposing(): void {
      view.composing = undefined;
    },
    /** In an empty field, edits the last own message that can be edited. */
    editLast(event: Event): void {
      if (this.text !== '' || this.composing !== undefined) return;
      event.preventDefault();
      if (newest !== undefined) app.compose('edit', unstored(peer, newest.text), newest.stored);
      else if (last !== undefined && isEditable(last)) app.compose('edit', last);
    },
    /** What is edited next is known before it is needed: reading it would take time, in which keys are typed. */
    async findLast(): Promise<void> {
      const messages = await app.chat.messages(peer, { last: LAST_MESSAGES });
      last = messages.findLast((each) => isEditable(each));
    },
    noteChange(change: ChatChange): void {
      if (change.kind === 'removed') {
        if (change.id === last?.id) void app.attempt(this.findLast());
      } else if (change.kind === 'message' && change.message.peer === peer) {
        const { message } = change;
        const isSame = message.id === last?.id;
        if (isEditable(message) && (isSame || message.order > (last?.order ?? ''))) last = message;
        else if (isSame) void app.attempt(this.findLast());
      }
    },
    /** Pasted or dropped text that is far too long is rejected before anything is done with it. */
    refuseFarTooLong(event: InputEvent): void {
      const { data, dataTransfer, target } = event;
      if (!(target instanceof HTMLTextAreaElement)) return;
      const kept = target.textLength - (target.selectionEnd - target.selectionStart);
      const added = (data ?? dataTransfer?.getData('text/plain') ?? '').length;
      if (added === 0 || kept + added <= FIELD_MAX_UNITS) return;
      event.preventDefault();
      this.code = 'text-too-long';
    },
    typed(): void {
      this.code = undefined;
      if (!this.isEditing) app.chat.setDraft(peer, this.text);
      this.grow();
    },
    /** As tall as its text, up to the limit in CSS; most browsers see to that themselves, with less work. */
    grow(): void {
      const area = this.$refs['text'];
      if (area === undefined || CSS.supports('field-sizing', 'content')) return;
      area.style.height = 'auto';
      area.style.height = `${area.scrollHeight}px`;
    },
    /** Enter sends, unless Shift asks for a line break. */
    enter(event: KeyboardEvent): void {
      if (event.shiftKey) return;
      event.preventDefault();
      void this.send();
    },
    async send(): Promise<void> {
      if (this.isEmpty) return;
      if (this.isTooLong) {
        this.code = 'text-too-long';
        return;
      }
      const { text, composing } = this;
      if (composing?.kind === 'edit') return this.saveEdit(text, composing);
      if (this.tray?.isEmpty === false) return this.sendFiles(text);
      this.write('');
      const stored = app.chat.sendText(peer, text, composing?.message.ref);
      const sent = { text, stored };
      newest = sent;
      try {
        await this.sending(stored);
      } finally {
        if (newest === sent) newest = undefined;
      }
    },
    async sendFiles(text: string): Promise<void> {
      if (!this.tray?.isReady) return;
      await this.sending(
        this.tray.send(text, this.composing?.message.ref).then(() => {
          if (this.text === text) app.chat.setDraft(peer, '');
        }),
      );
      this.write(draft());
    },
    async sendVoice(): Promise<void> {
      if (this.recorder !== undefined) {
        await this.sending(this.recorder.send(this.composing?.message.ref));
      }
    },
    async sending(sent: Promise<unknown>): Promise<void> {
      const { composing } = this;
      try {
        await sent;
        if (composing !== undefined && composing === this.composing) this.stopComposing();
        announce(
          view.connection.kind === 'online'
            ? strings.announcement.sent
            : strings.announcement.waiting,
        );
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        // Nothing typed is lost: the chat returned the rejected text to the draft.
        if (this.composing?.stored === sent) {
          app.chat.setDraft(peer, this.text);
          this.stopComposing();
        }
        this.write(draft());
        this.hint = (this.tray ?? this.recorder)?.hintOf(error) ?? '';
        this.code = error.code;
      }
    },
    async saveEdit(text: string, { message, stored }: Composing): Promise<void> {
      try {
        const { ref } = (await stored) ?? message;
        if (ref !== undefined) await app.chat.actions(peer).edit(ref.id, text);
        announce(strings.announcement.edited);
        this.stopComposing();
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        this.code = error.code;
      }
    },
    write(text: string): void {
      this.text = text;
      void this.$nextTick(() => this.grow());
      this.$refs['text']?.focus();
    },
  });
};
