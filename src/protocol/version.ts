/**
 * Version of the events between page and relay. A relay rejects any other, and says which side is
 * older.
 */
export const PROTOCOL_VERSION = 2;
