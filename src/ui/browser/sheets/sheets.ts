import Alpine from '@alpinejs/csp';
import type { App } from '../app.ts';
import { invitation } from './invitation.ts';
import { verification } from './verification.ts';

/** Gives the sheets of index.html what they are made of. May be done again. */
export function registerSheets(app: App): void {
  Alpine.data('invitation', () => invitation(app));
  Alpine.data('verification', () => verification(app));
}
