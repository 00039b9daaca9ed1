import { ERRORS } from './en/errors.ts';
import { MESSAGES } from './en/messages.ts';

/**
 * What components say, in the language of the page. The builder writes it into the HTML as data and
 * replaces this module by one that reads it there, so that no script carries the text.
 */
export const strings = { ...MESSAGES, error: ERRORS } as const;
