import { fileURLToPath } from 'node:url';

/** The source of the page. */
export const PAGE_SOURCE = fileURLToPath(new URL('../browser', import.meta.url));
/** The built page of a checkout. */
export const BUILT_PAGE = fileURLToPath(new URL('../../../dist/ui', import.meta.url));
