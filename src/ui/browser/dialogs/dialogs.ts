/**
 * What stands before everything else, and comes only when it is asked for. Imports from here must be
 * of types, or of what nothing else on the page uses: all else would leave the page's one script.
 */
export { invitation } from './invitation.ts';
export { verification } from './verification.ts';
