/** Every limit of the protocol, each in one place, with its unit. */

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Characters (code points after NFKC) of a name. */
export const NAME_MAX_LENGTH = 32;
/** How long a name stays held after its holder was last seen, ms. */
export const NAME_HELD_MS = 72 * HOUR;

/** Bytes of one envelope on the wire. */
export const ENVELOPE_MAX_BYTES = 72 * KIB;
/** Bytes of one Socket.IO message. */
export const PAYLOAD_MAX_BYTES = 128 * KIB;
/** Bytes of a padded record: what `text` and its JSON must fit into. */
export const RECORD_MAX_BYTES = 64 * KIB;
/** Bytes below which every record is padded to the same size. */
export const RECORD_MIN_BYTES = 512;
/** Characters (code points) of one text: even if each needs six bytes of JSON, the record fits. */
export const TEXT_MAX_LENGTH = 10_000;
/** UTF-16 units of a reaction: the longest emoji in use have fewer. */
export const REACTION_MAX_UNITS = 64;
/** How long after its arrival a receiver takes edits of a text, ms by its own clock. */
export const EDIT_MS = DAY;
/** Deletions of messages that have not arrived that a receiver remembers of one peer. */
export const EARLY_DELETIONS_MAX = 256;

/** Bytes of a file: the largest that is accepted, and that is sent unless the relay announces a lower limit. */
export const FILE_MAX_BYTES = 100 * MIB;
/** Bytes of a part of a file: with it, a record has the largest padded size. */
export const FILE_PART_BYTES = 63 * KIB;
/** Code points of a file's name and caption. */
export const FILE_NAME_MAX_LENGTH = 255;
export const FILE_CAPTION_MAX_LENGTH = 2_000;
/** Bytes of the small picture in a file record, and levels of a voice message. */
export const FILE_PREVIEW_MAX_BYTES = 8 * KIB;
export const FILE_WAVEFORM_MAX = 64;
/** Bytes of pictures and voice messages that are sent to one receiver unasked, before anything comes back. */
export const FILE_PUSH_MAX_BYTES = MIB;
/** Pictures and voice messages of contacts up to this size are downloaded automatically, bytes. */
export const FILE_AUTO_MAX_BYTES = 5 * MIB;
/** Parts that one person may have requested from another and not received, of all files together. */
export const FILE_WINDOW = 16;
/** Ranges of parts in one request. */
export const FILE_REQUEST_MAX_RANGES = 4;
/** How often one part is sent to one receiver in a day. */
export const FILE_PART_SENDS_PER_DAY = 3;
/** Bytes of parts that one client sends a second, to all receivers: half of what the relay allows. */
export const FILE_SEND_BYTES_RATE = 4 * MIB;
/** Parts that wait for the relay's acknowledgement at a time, of one client. */
export const FILE_SENDS_AT_ONCE = 3;

/** Envelopes, bytes and age of one identity's mailbox. */
export const MAILBOX_MAX_ENVELOPES = 2_000;
export const MAILBOX_MAX_BYTES = 16 * MIB;
export const MAILBOX_MAX_AGE_MS = 72 * HOUR;
/** The share of a mailbox that one sender may fill. */
export const MAILBOX_SENDER_SHARE = 1 / 4;
/** Envelopes, bytes and age of the mail of strangers to one identity. */
export const STRANGERS_MAX_ENVELOPES = 512;
export const STRANGERS_MAIL_MAX_BYTES = 4 * MIB;
export const STRANGERS_MAX_AGE_MS = DAY;
/** Envelopes and bytes of one stranger in it: a request, and what repeats it. */
export const STRANGER_MAX_ENVELOPES = 32;
export const STRANGER_MAX_BYTES = 256 * KIB;
/** Receivers to whom one person may write as a stranger in a day. */
export const STRANGERS_RECEIVERS_MAX = 50;
export const STRANGERS_RECEIVERS_MS = DAY;
/** Envelopes that all people behind one address may send as strangers: per hour. */
export const STRANGERS_MAIL_PER_HOUR = 2_000;
/** Deferred mail of strangers is offered again after this time, ms, and at most after the second. */
export const DEFERRED_AGAIN_MS = MINUTE;
export const DEFERRED_AGAIN_MAX_MS = HOUR;
/** Envelopes and bytes of one delivery to a client. */
export const DELIVERY_MAX_ENVELOPES = 64;
export const DELIVERY_MAX_BYTES = 96 * KIB;

/**
 * Envelopes that go to a connected receiver without passing the mailbox: how many and how many bytes may
 * wait for one receiver's acknowledgement, for how long, ms; and bytes for all receivers of one pod.
 */
export const DIRECT_MAX_ENVELOPES = 128;
export const DIRECT_MAX_BYTES = 256 * KIB;
export const DIRECT_MAX_WAIT_MS = 500;
export const DIRECT_POD_MAX_BYTES = 64 * MIB;

/** Envelopes below LARGE_ENVELOPE_BYTES that one connection may send: per second, and at once. */
export const SEND_RATE = 30;
export const SEND_BURST = 120;
/** Larger envelopes are limited by their bytes: per second, and at once. */
export const LARGE_ENVELOPE_BYTES = 32 * KIB;
export const SEND_BYTES_RATE = 8 * MIB;
export const SEND_BYTES_BURST = 4 * MIB;
/** Look-ups (directory, lobby, presence) that one connection may make: per second, and at once. */
export const LOOKUP_RATE = 5;
export const LOOKUP_BURST = 20;
/** Rejections with a time to wait before a connection is closed: per second, and at once. */
export const REJECTION_RATE = 20;
export const REJECTION_BURST = 100;
/** Engine.IO packets of any kind from one connection: per second, and at once. */
export const PACKET_RATE = 1_000;
export const PACKET_BURST = 500;
/** Sign-ins from one address: per minute. */
export const SIGN_INS_PER_MINUTE = 30;
/** Connections from one address. */
export const CONNECTIONS_PER_ADDRESS = 200;
/** How long a sign-in nonce may be used, ms. */
export const NONCE_LIFE_MS = MINUTE;

/** People on one page of the lobby. */
export const LOBBY_PAGE_SIZE = 50;
/** Least time between two lobby updates to one client, ms. */
export const LOBBY_UPDATE_MS = 250;
/** Lobby updates that one relay sends a second, to all clients: with more clients, each gets fewer. */
export const LOBBY_PAGES_RATE = 1_000;
/** People whose presence one client may watch. */
export const PRESENCE_WATCH_MAX = 256;

/** Lifetime of a contact token, ms, and how much longer it may last because its owner's clock is ahead. */
export const TOKEN_LIFE_MS = 7 * DAY;
export const TOKEN_MAX_AHEAD_MS = DAY;
/** A peer gets a new token with a receipt when its last one is older than this, ms. */
export const TOKEN_RENEWAL_MS = DAY;
/** Serials that one person's policy may list: invite tokens that are valid, and revoked contact tokens. */
export const POLICY_MAX_INVITES = 8;
export const POLICY_MAX_REVOKED = 256;

/** A bundle older or newer than this by the reader's clock is rejected, ms. */
export const BUNDLE_MAX_AGE_MS = 8 * DAY;
export const BUNDLE_MAX_AHEAD_MS = DAY;
/** A sealing key is replaced after this long online, and at a sign-in when older than the second, ms. */
export const SEALING_KEY_LIFE_MS = DAY;
export const SEALING_KEY_SIGN_IN_LIFE_MS = HOUR;
/** How long a replaced private sealing key is kept, ms, and how many at most. */
export const SEALING_KEY_KEPT_MS = 2 * DAY;
export const SEALING_KEYS_KEPT = 8;
/** A warning is shown when the client's clock and the server's differ by this, ms. */
export const CLOCK_SKEW_WARNING_MS = HOUR;

/**
 * A sender's chain: envelopes below LARGE_ENVELOPE_BYTES, envelopes in all, lifetime, and the number of first
 * envelopes that carry the offer.
 */
export const CHAIN_MAX_ENVELOPES = 100;
export const CHAIN_MAX_ALL_ENVELOPES = 2_048;
export const CHAIN_LIFE_MS = HOUR;
export const CHAIN_OFFER_ENVELOPES = 4;
/** With this many recent chains, a sender no longer ends a chain by count, or by age. */
export const YOUNG_CHAINS_TO_END_BY_COUNT = 3;
export const YOUNG_CHAINS_TO_END_BY_AGE = 8;
/** Envelopes below LARGE_ENVELOPE_BYTES in a chain that is continued for that reason. */
export const CHAIN_MAX_CONTINUED = 256;
/**
 * A receiver's chain: highest n (exclusive), keys of skipped positions, chains per peer, and lifetime after a
 * newer one, ms.
 */
export const CHAIN_MAX_N = 4_096;
export const CHAIN_MAX_SKIPPED = 512;
export const CHAINS_PER_PEER = 16;
export const CHAIN_OLD_LIFE_MS = DAY;
/** Own reply keys that are kept per peer: the newest. */
export const REPLY_KEYS_KEPT = 4;
/**
 * Chains abandoned without a receipt before the next one waits; the first wait, and the longest,
 * ms.
 */
export const CHAINS_WITHOUT_RECEIPT = 3;
export const CHAIN_WAIT_MIN_MS = MINUTE;
export const CHAIN_WAIT_MAX_MS = HOUR;
/**
 * Reported decryption failures: the minimum interval per chain, ms; the maximum per peer and hour.
 */
export const FAILURE_REPORT_PER_CHAIN_MS = MINUTE;
export const FAILURE_REPORTS_PER_HOUR = 12;
/** Chain ids remembered per peer. */
export const CHAIN_IDS_REMEMBERED = 4_096;

/** Unacknowledged sealed records per conversation; further records wait unsealed. */
export const OUTBOX_MAX_SEALED = 512;
/** First and longest wait before an unacknowledged envelope is sent again, ms. */
export const RESEND_MIN_MS = 30 * SECOND;
export const RESEND_MAX_MS = HOUR;
/** How far ahead of the next sequence number a record may be to be held. */
export const INBOX_MAX_AHEAD = 1_024;
/** Ranges beyond 'delivered up to' that a receipt lists. */
export const RECEIPT_MAX_RANGES = 8;
/** The first receipt of a burst for one peer waits this long for others to merge with, ms. */
export const RECEIPT_MERGE_MS = 200;
/** Least time between two receipts for one peer, ms: if the second says that something was read, and if not. */
export const READ_RECEIPT_EVERY_MS = 1 * SECOND;
export const RECEIPT_EVERY_MS = 3 * SECOND;
/** Least time between two `typing` records to one peer, and how long one is valid, ms. */
export const TYPING_EVERY_MS = 4 * SECOND;
export const TYPING_LIFE_MS = 8 * SECOND;
/** How long an own message may be shown before one that crossed it counts as late, ms. */
export const CROSSING_MS = 10 * SECOND;
/** Largest accepted jump of a Lamport clock. */
export const CLOCK_MAX_JUMP = 2 ** 20;
/** Streams of one sender in one conversation that a receiver remembers. */
export const STREAMS_PER_PEER = 16;

/** Requests of strangers that wait for an answer. */
export const REQUESTS_WAITING_MAX = 20;
/** Texts of one request, and bytes of their records: the sender seals no more before an answer. */
export const REQUEST_MAX_TEXTS = 20;
export const REQUEST_MAX_BYTES = 64 * KIB;
/** Time between two requests of one person after the first was declined or left, ms. */
export const REQUEST_AGAIN_MS = DAY;
/** Bytes that are stored of one stranger besides the texts of a request, and of all together. */
export const STRANGER_STATE_MAX_BYTES = 16 * KIB;
export const STRANGERS_MAX_BYTES = MIB;
/** Strangers without a request whose place in their stream is remembered. */
export const STRANGERS_REMEMBERED = 200;
/**
 * Offers opened (one RSA operation each) for one peer and for all, per minute; for one stranger,
 * per hour.
 */
export const OFFERS_PER_PEER_PER_MINUTE = 10;
export const OFFERS_PER_MINUTE = 60;
export const STRANGER_OFFERS_PER_HOUR = 4;
/** Offers opened for all strangers together, per minute. */
export const STRANGERS_OFFERS_PER_MINUTE = 30;

/**
 * How often the relay confirms that a person is online, and how long one confirmation is valid, ms.
 */
export const PRESENCE_BEAT_MS = 5 * SECOND;
export const PRESENCE_LIFE_MS = 15 * SECOND;
/** How often the relay pings a connection, and how long it waits for the reply, ms. */
export const PING_INTERVAL_MS = 10 * SECOND;
export const PING_TIMEOUT_MS = 8 * SECOND;
/** The part of the free memory for a lane that one mailbox of it may hold. */
export const MAILBOX_FREE_SHARE = 1 / 2;
/** Bytes of contacts' mail that a mailbox in Redis may hold even if none are free. */
export const MAILBOX_RESERVED_BYTES = 16 * KIB;
/** The parts of the store's memory for the mail of contacts and of strangers. */
export const CONTACTS_MEMORY_SHARE = 1 / 2;
export const STRANGERS_MEMORY_SHARE = 1 / 8;
/** The parts of Redis's memory, in use for anything, beyond which it takes no more of each kind. */
export const STRANGERS_MEMORY_STOP = 7 / 10;
export const CONTACTS_MEMORY_STOP = 17 / 20;
export const DIRECTORY_MEMORY_STOP = 19 / 20;
/** Bytes that an envelope in Redis is counted with in addition to its own. */
export const QUEUED_ENVELOPE_OVERHEAD = 512;
/** People, and bytes of all their envelopes, in the memory store of one relay. */
export const MEMORY_STORE_MAX_PEOPLE = 100_000;
export const MEMORY_STORE_MAX_BYTES = 512 * MIB;
/** Addresses whose sign-ins and mail of strangers one relay counts at a time, without a shared store. */
export const ADDRESSES_COUNTED_MAX = 100_000;
/**
 * Connections beyond the limit of one address that one relay rejects with a reply; it drops further
 * ones.
 */
export const CONNECTIONS_REFUSED_AT_ONCE = 50;
/** Bytes and packets that may be queued for one connection; beyond that it is terminated. */
export const SEND_BUFFER_MAX_BYTES = 512 * KIB;
export const SEND_BUFFER_MAX_PACKETS = 1_024;
/**
 * Connections of one signed-in identity, or of one address before a sign-in, that one relay terminates
 * in a minute before it accepts no further ones.
 */
export const TERMINATIONS_PER_MINUTE = 10;
/** Verified tokens that the relay remembers of one connection; it verifies so many more per second, and at once. */
export const TOKENS_VERIFIED_MAX = 256;
export const TOKEN_CHECK_RATE = 30;
export const TOKEN_CHECK_BURST = 512;
/** How deeply arrays and maps of one Socket.IO packet may be nested. */
export const PACKET_MAX_DEPTH = 8;
/** Characters of the secret that keys the hash of addresses. */
export const SECRET_MIN_LENGTH = 32;
