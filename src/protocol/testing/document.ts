import { codesIn, readDocument } from '../../../test/support/document.ts';

/** docs/protocol.md, which the tests of this folder compare with the code. */
export const { rowsUnder, columnsUnder, listingUnder } = readDocument('docs/protocol.md');
export { codesIn };
