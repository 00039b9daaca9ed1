import type { Translation } from '../translation.ts';
import { ERRORS } from './errors.ts';
import { LABELS } from './labels.ts';
import { MESSAGES } from './messages.ts';
import { SERVER } from './server.ts';

export const AR = {
  labels: LABELS,
  messages: MESSAGES,
  errors: ERRORS,
  server: SERVER,
} satisfies Translation;
