import type { Translation } from '../translation.ts';
import { ERRORS } from './errors.ts';
import { LABELS } from './labels.ts';
import { MESSAGES } from './messages.ts';
import { SERVER } from './server.ts';

/** The language in which every text is written first. */
export const EN = {
  labels: LABELS,
  messages: MESSAGES,
  errors: ERRORS,
  server: SERVER,
} satisfies Translation;
