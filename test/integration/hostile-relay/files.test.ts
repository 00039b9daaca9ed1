import { describe, expect, it } from '@jest/globals';
import { MESSAGE_ROW } from '../../../src/client/conversation/timeline-entry.ts';
import { TRANSFER } from '../../../src/client/files/transfer.ts';
import { MESSAGE_PLACE, placeKey } from '../../../src/client/storage/peer-tables.ts';
import { SealedRows } from '../../../src/client/storage/sealed-rows.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import {
  acceptFile,
  fileOf,
  hasFile,
  randomContent,
  sendFile,
  untilFile,
} from '../../../src/client/testing/driven-files.ts';
import type { MessageRef } from '../../../src/client/views.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../../src/protocol/bytes.ts';
import {
  FILE_MAX_BYTES,
  FILE_PART_BYTES,
  FILE_PART_SENDS_PER_DAY,
  FILE_WINDOW,
  LARGE_ENVELOPE_BYTES,
} from '../../../src/protocol/limits.ts';
import type { Attack, Envelopes } from './attack.ts';
import { talk, useFixture } from './fixture.ts';
import { itemFrom } from './hostile-relay.ts';

useDirectCrypto();

/** More than a window. */
const PARTS = FILE_WINDOW + 8;
/** Parts that do not arrive are requested again after this time, ms. */
const RETRY_MS = 10_000;
const fixture = useFixture();

type Item = Envelopes[number];
/** What the relay can know of a part: its size. */
const isLarge = ({ envelope }: { envelope: Bytes }): boolean =>
  envelope.length >= LARGE_ENVELOPE_BYTES;

/** Changes the deliveries with parts of files to a person. */
const change = (to: ChatDriver, name: string, how: (items: Envelopes) => Envelopes): Attack =>
  fixture.relay.attack(name, {
    deliver: (items, victim) => (victim === to.id && items.some(isLarge) ? how(items) : undefined),
  });

/** Withholds all parts of files for a person. */
function hold(to: ChatDriver, isHeld: (item: Item) => boolean = isLarge) {
  const held: Item[] = [];
  const attack = change(to, 'parts are withheld', (items) => {
    held.push(...items.filter(isHeld));
    return items.filter((item) => !isHeld(item));
  });
  return { attack, held };
}

/** Bob has accepted a file of a person, whose parts have not arrived. */
async function offer(from: ChatDriver, to: ChatDriver) {
  const content = randomContent(PARTS * FILE_PART_BYTES - 7);
  const ref = await sendFile(from, to, content);
  return { content, ref };
}

/** The parts of files that a person stores. */
const storedParts = async ({ storage }: ChatDriver): Promise<number> =>
  (await storage.list('file-parts')).length;

const sentParts = (from: ChatDriver, to: ChatDriver) =>
  fixture.relay.mailOf(from.id, to.id).filter(isLarge);

async function expectWhole(from: ChatDriver, to: ChatDriver, ref: MessageRef, content: Bytes) {
  await untilFile(to, from, ref, 'complete');
  expect(await hasFile(to, from, ref, content)).toBe(true);
  await untilFile(from, to, ref, 'complete');
}

/** Every second delivery is kept until the next. */
function swapNeighbours(): (items: Envelopes) => Envelopes {
  let kept: Envelopes | undefined;
  return (items) => {
    const swapped = kept === undefined ? [] : [...items, ...kept];
    kept = kept === undefined ? items : undefined;
    return swapped;
  };
}

function repeatEarlier(): (items: Envelopes) => Envelopes {
  const seen: Item[] = [];
  return (items) => {
    seen.push(...items);
    return [...items, ...seen.slice(-4), ...seen.slice(0, 2)];
  };
}

describe('a file whose parts are', () => {
  it.each<[string, (items: Envelopes) => Envelopes]>([
    ['delivered twice', (items) => [...items, ...items]],
    ['delivered in another order', swapNeighbours()],
    ['repeated among later ones', repeatEarlier()],
  ])('%s arrives whole, each part once', async (what, how) => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { content, ref } = await offer(alice, bob);
    const attack = change(bob, what, how);
    await acceptFile(bob, alice, ref);
    await attack.delivered(FILE_WINDOW);
    attack.stop();
    fixture.clock.leap(RETRY_MS);
    await expectWhole(alice, bob, ref, content);
    expect(await storedParts(bob)).toBe(PARTS);
  });

  it('dropped is incomplete until they are requested again', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { content, ref } = await offer(alice, bob);
    let count = 0;
    const { attack } = hold(bob, (item) => isLarge(item) && count++ % 2 === 0);
    await acceptFile(bob, alice, ref);
    await attack.delivered(FILE_WINDOW / 2);
    expect((await fileOf(bob, alice, ref))?.isReadable).toBe(false);
    attack.stop();
    fixture.clock.leap(RETRY_MS);
    await expectWhole(alice, bob, ref, content);
    expect(await storedParts(bob)).toBe(PARTS);
  });

  it('withheld for hours is sent three times at most, and is whole when all of it arrives at once', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { content, ref } = await offer(alice, bob);
    const { attack, held } = hold(bob);
    await acceptFile(bob, alice, ref);
    await attack.delivered(FILE_WINDOW);
    for (let time = 0; time < 20; time++) {
      fixture.clock.leap(RETRY_MS * 2 ** Math.min(time, 8));
      await alice.until(({ connection }) => connection.kind === 'online');
    }
    expect(await fileOf(bob, alice, ref)).toMatchObject({ state: 'waiting', transferred: 0 });
    expect(await storedParts(bob)).toBe(0);
    const most = FILE_WINDOW * FILE_PART_SENDS_PER_DAY;
    expect(sentParts(alice, bob).length).toBeLessThanOrEqual(most);
    attack.stop();
    await fixture.relay.deliver(attack, bob.id, [...held].reverse());
    await expectWhole(alice, bob, ref, content);
    expect(await storedParts(bob)).toBe(PARTS);
  });

  it('exchanged with those of another person’s file is not mixed with it', async () => {
    const [alice, bob, carol] = [
      await fixture.enter('alice'),
      await fixture.enter('bob'),
      await fixture.enter('carol'),
    ];
    const [first, second] = [await offer(alice, bob), await offer(carol, bob)];
    const attack = change(bob, 'an exchange', (items) =>
      items.map((item) => {
        const other = toBase64url(item.from) === alice.id ? carol : alice;
        return isLarge(item) ? { ...item, from: fromBase64url(other.id) } : item;
      }),
    );
    await Promise.all([acceptFile(bob, alice, first.ref), acceptFile(bob, carol, second.ref)]);
    await attack.delivered(FILE_WINDOW);
    expect(await storedParts(bob)).toBe(0);
    attack.stop();
    fixture.clock.leap(RETRY_MS);
    await expectWhole(alice, bob, first.ref, first.content);
    await expectWhole(carol, bob, second.ref, second.content);
    expect(await storedParts(bob)).toBe(2 * PARTS);
  });
});

describe('a replay after a transfer', () => {
  it('of its parts stores nothing, and of its requests sends nothing', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { content, ref } = await offer(alice, bob);
    await acceptFile(bob, alice, ref);
    await expectWhole(alice, bob, ref, content);
    await bob.chat.actions(alice.id).deleteForMe({ mine: false, id: ref.id });
    expect(await storedParts(bob)).toBe(0);
    const before = sentParts(alice, bob).length;
    const attack = fixture.relay.attack('a replay');
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      for (const { envelope } of fixture.relay.mailOf(from.id, to.id)) {
        await fixture.relay.deliver(attack, to.id, [itemFrom(from.id, envelope)]);
      }
    }
    await attack.delivered(before);
    await talk(alice, bob, 'still there?');
    await talk(bob, alice, 'yes');
    expect(await storedParts(bob)).toBe(0);
    expect(sentParts(alice, bob)).toHaveLength(before);
  });
});

describe('a request for a file that is withheld', () => {
  it('leaves the file waiting, and is repeated', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { content, ref } = await offer(alice, bob);
    await untilFile(bob, alice, ref, 'offered');
    const attack = fixture.relay.attack('requests are withheld', {
      deliver: (_items, victim) => (victim === alice.id ? [] : undefined),
    });
    await acceptFile(bob, alice, ref);
    await attack.delivered();
    expect(await fileOf(bob, alice, ref)).toMatchObject({ state: 'waiting', transferred: 0 });
    expect(sentParts(alice, bob)).toEqual([]);
    attack.stop();
    fixture.clock.leap(RETRY_MS);
    await expectWhole(alice, bob, ref, content);
  });
});

/** The rows of a person's device, which they can read and change. */
async function rowsOf({ storage }: ChatDriver): Promise<SealedRows> {
  const key = await storage.readKey('storage');
  if (key === undefined) throw new TypeError('a device without a storage key');
  return new SealedRows(storage, key);
}

/** A person copies the message of a file from the device of its receiver to their own, as if it had been sent to them. */
async function claimFile(
  attacker: ChatDriver,
  { from, to }: { readonly from: ChatDriver; readonly to: ChatDriver },
  { id }: MessageRef,
): Promise<void> {
  const rows = await rowsOf(to);
  const key = `${from.id}/${placeKey({ mine: false, id })}`;
  const place = await rows.read(MESSAGE_PLACE, 'message-places', key);
  const order = `${from.id}/${place?.order}`;
  const message = await rows.read(MESSAGE_ROW, 'messages', order);
  const transfer = await rows.read(TRANSFER, 'transfers', key);
  await attacker.close();
  await (await rowsOf(attacker)).commit([
    { table: 'message-places', key, value: place },
    { table: 'messages', key: order, value: message },
    { table: 'transfers', key, value: transfer },
  ]);
  await attacker.open();
  attacker.chat.resume();
}

describe('a request for a file that was sent to somebody else', () => {
  it('is answered as one for a file that does not exist, and nothing is sent; its receiver gets it', async () => {
    const [alice, bob, carol] = [
      await fixture.enter('alice'),
      await fixture.enter('bob'),
      await fixture.enter('carol'),
    ];
    // Carol is a contact of Bob, too, and knows all about the file.
    const { content, ref } = await offer(bob, alice);
    await untilFile(alice, bob, ref, 'offered');
    await claimFile(carol, { from: bob, to: alice }, ref);
    await acceptFile(carol, bob, ref);
    await untilFile(carol, bob, ref, 'failed');
    expect(await fileOf(carol, bob, ref)).toMatchObject({ code: 'file-gone', transferred: 0 });
    expect(sentParts(bob, carol)).toEqual([]);
    expect(await storedParts(carol)).toBe(0);
    expect(await fileOf(bob, alice, ref)).toMatchObject({ state: 'offered' });
    await acceptFile(alice, bob, ref);
    await expectWhole(bob, alice, ref, content);
    expect(sentParts(bob, alice).length).toBeGreaterThanOrEqual(PARTS);
    expect(sentParts(bob, carol)).toEqual([]);
  });
});

describe('a limit for files', () => {
  const code = (name: string) => expect.objectContaining({ code: name });

  it('that is nonsense is ignored', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const attack = fixture.relay.attack('nonsense');
    const nonsense = [FILE_MAX_BYTES + 1, 2 ** 53, -1, 0.5, NaN, Infinity, '9', null, [9], {}];
    for (const fileMaxBytes of nonsense) {
      await fixture.relay.babble(attack, alice.id, 'server:limits', { fileMaxBytes });
    }
    await attack.delivered(nonsense.length);
    const large = new Blob([new Uint8Array(FILE_MAX_BYTES + 1)]);
    const files = await alice.chat.files(bob.id);
    const source = { name: 'x', type: '', content: large };
    await expect(files.send([source])).rejects.toEqual(code('file-too-large'));
    await sendFile(alice, bob, randomContent(FILE_PART_BYTES));
  });

  it('applies to what is sent, and not to what arrives', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const attack = fixture.relay.attack('no files');
    await fixture.relay.say(attack, bob.id, 'server:limits', { fileMaxBytes: 0 });
    await attack.delivered();
    await expect(sendFile(bob, alice, randomContent(1))).rejects.toEqual(code('file-too-large'));
    const { content, ref } = await offer(alice, bob);
    await acceptFile(bob, alice, ref);
    await expectWhole(alice, bob, ref, content);
    await fixture.relay.say(attack, bob.id, 'server:limits', { fileMaxBytes: 1 });
    await attack.delivered(2);
    await sendFile(bob, alice, randomContent(1));
    await expect(sendFile(bob, alice, randomContent(2))).rejects.toEqual(code('file-too-large'));
  });
});
