import { fileURLToPath } from 'node:url';

/** The page as it is written. */
export const PAGE_SOURCE = fileURLToPath(new URL('../browser', import.meta.url));
/** The page as it is served from a checkout. */
export const BUILT_PAGE = fileURLToPath(new URL('../../../dist/ui', import.meta.url));
