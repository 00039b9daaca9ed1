/** The components that are loaded when they are first needed. */
import '../emoji/completion.ts';

export { emojiPicker } from '../emoji/emoji-picker.ts';
export { messageDetails } from '../message/message-details.ts';
export { messageDeletion, messageMenu } from '../message/message-menu.ts';
export { timerDialog } from '../message/timer-dialog.ts';
export { muteDialog } from '../notifications/mute-dialog.ts';
export { notificationSettings } from '../notifications/notification-settings.ts';
export { messageSearch } from '../search/message-search.ts';
export { blockedPeople } from '../settings/blocked-people.ts';
export { settings } from '../settings/settings.ts';
export { confirmation } from './confirmation.ts';
export { dateJump } from './date-jump.ts';
export { invitation } from './invitation.ts';
export { keyboardHelp } from './keyboard-help.ts';
export { sharing } from './sharing.ts';
export { verification } from './verification.ts';
