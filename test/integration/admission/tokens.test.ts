import { describe, expect, it } from '@jest/globals';
import { get } from '../../../src/backend/testing/client.ts';
import { type Clock, systemClock } from '../../../src/client/scheduling/clock.ts';
import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { withPromptReceipts } from '../../../src/client/testing/prompt-receipts.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { type Bytes, fromBase64url } from '../../../src/protocol/bytes.ts';
import { parseInvite } from '../../../src/protocol/invite.ts';
import { useFixture } from './fixture.ts';
import type { RawPeer } from './raw-peer.ts';

useDirectCrypto();

/** Tokens between real clients, over the real relay, when the user wants to hear from nobody new. */

const fixture = useFixture();
const WEEK = 7 * 86_400_000;
const REQUEST = { type: 'text', text: 'May I?', request: true } as const;
const CLOSED = { ok: false, error: { code: 'requests-closed' } };
const INVALID = { ok: false, error: { code: 'token-invalid' } };
const STORED = { ok: true, data: {} };

const closeRequests = (requests: 'link' | 'nobody') =>
  fixture.bob.chat.privacy.change({ requests });

/** Waits until the relay has the policy: a stranger is refused. */
async function untilClosed(peer: RawPeer): Promise<void> {
  do await peer.send(fixture.bob.id, REQUEST);
  while (peer.acks.at(-1)?.ok === true);
  expect(peer.acks.at(-1)).toEqual(CLOSED);
}

async function visitor(name: string, clock?: Clock): Promise<ChatDriver> {
  const driver = new ChatDriver(name, fixture.relay.address, { clock: withPromptReceipts(clock) });
  fixture.alsoClose(driver);
  await driver.enter();
  return driver;
}

/** Resolves when the other side has a message of a contact. */
async function talk(from: ChatDriver, to: ChatDriver, text: string): Promise<void> {
  await from.chat.sendText(to.id, text);
  await from.until(async () =>
    (await from.timeline(to)).some((each) => each.text === text && each.state === 'delivered'),
  );
}

const presenceOf = async (peer: RawPeer, token?: Bytes) => {
  const identity = fromBase64url(fixture.bob.id);
  const people = [{ identity, ...(token === undefined ? {} : { token }) }];
  return (await get(peer.socket, 'presence:watch', { people })).presences[0];
};

describe('under “nobody new”', () => {
  it('a stranger is refused, with or without a link, and contacts chat on', async () => {
    const { bob, carol } = fixture;
    await closeRequests('nobody');
    await untilClosed(await fixture.peer('stranger'));
    const dave = await visitor('dave');
    await dave.chat.meetInvited(parseInvite(new URL(bob.chat.privacy.inviteLink).hash));
    await dave.chat.sendText(bob.id, 'By your link');
    await dave.until(() => dave.with(bob)?.problem === 'requests-closed');
    expect(bob.chat.conversation(dave.id)).toBeUndefined();
    await talk(carol, bob, 'Still here?');
    await talk(bob, carol, 'Of course');
  });

  it('contacts chat on after the relay has lost everything', async () => {
    const { bob, carol, relay } = fixture;
    await closeRequests('nobody');
    await untilClosed(await fixture.peer('stranger'));
    await relay.die();
    await relay.start();
    for (const driver of [bob, carol]) driver.chat.reconnectNow();
    await talk(carol, bob, 'Still here?');
    await talk(bob, carol, 'Of course');
    await untilClosed(await fixture.peer('another'));
  });

  it('a contact who was away for five weeks gets through, and gets a valid token again', async () => {
    const peer = await fixture.peer('traveller');
    await fixture.bring(peer, 'accepted');
    await closeRequests('nobody');
    await untilClosed(await fixture.peer('stranger'));
    const before = (await fixture.shown(peer)).length;
    peer.token = await fixture.tokenFor(peer, Date.now() - 5 * WEEK);
    await peer.send(fixture.bob.id, { type: 'text', text: 'I’m back' });
    expect(peer.acks.at(-1)).toEqual(STORED);
    await fixture.bob.until(async () => (await fixture.shown(peer)).length > before);
  });

  it.each([-1, 1])('people whose clocks differ by %d h chat on', async (hours) => {
    const { bob } = fixture;
    const now = () => systemClock.now() + hours * 3_600_000;
    const dave = await visitor('dave', { ...systemClock, now });
    await befriend(dave, bob);
    await closeRequests('nobody');
    await untilClosed(await fixture.peer('stranger'));
    await talk(dave, bob, 'What time is it?');
    await talk(bob, dave, 'Late');
  });
});

describe('a token', () => {
  it('that is forged, borrowed or of another owner is rejected, and nothing arrives', async () => {
    const peer = await fixture.peer('mallory');
    const other = await fixture.peer('other');
    await fixture.bring(peer, 'asked');
    const before = (await fixture.shown(peer)).length;
    const genuine = await fixture.tokenFor(peer, Date.now() + WEEK);
    const forged = new Uint8Array(genuine).fill(7, 30, 40);
    for (const token of [forged, await fixture.tokenFor(other, Date.now() + WEEK)]) {
      peer.token = token;
      await peer.send(fixture.bob.id, {
        type: 'fork',
        reason: 'behind',
        stream: peer.stream,
        seq: 1,
      });
      expect(peer.acks.at(-1)).toEqual(INVALID);
    }
    peer.token = genuine;
    await peer.send(fixture.carol.id, {
      type: 'fork',
      reason: 'behind',
      stream: peer.stream,
      seq: 1,
    });
    expect(peer.acks.at(-1)).toEqual(INVALID);
    await fixture.barrier();
    expect((await fixture.shown(peer)).length).toBe(before);
  });
});

describe('an invite link', () => {
  it('admits requests under “people with my link”, until there is a new one', async () => {
    const { bob } = fixture;
    await closeRequests('link');
    await untilClosed(await fixture.peer('stranger'));
    const link = () => parseInvite(new URL(bob.chat.privacy.inviteLink).hash);
    const [dave, old] = [await visitor('dave'), link()];
    await dave.chat.meetInvited(old);
    await dave.chat.sendText(bob.id, 'By your link');
    await bob.until(() => bob.chat.conversation(dave.id)?.consent === 'asked');
    await bob.chat.privacy.renewInvite();
    const [late, invited] = [await fixture.peer('late'), await fixture.peer('invited')];
    late.token = old.token;
    await untilClosed(late);
    invited.token = link().token;
    await invited.send(bob.id, REQUEST);
    expect(invited.acks).toEqual([STORED]);
    await bob.until(() => bob.chat.conversation(invited.id)?.consent === 'asked');
  });
});

describe('a blocked contact', () => {
  it('no longer sees presence, and gets the same acknowledgements as before', async () => {
    const { bob } = fixture;
    await bob.chat.privacy.change({ listed: false });
    const peer = await fixture.peer('mallory');
    await fixture.bring(peer, 'accepted');
    const token = await peer.until(() => peer.received);
    peer.token = token;
    expect(await presenceOf(peer, token)).toMatchObject({ online: true });
    expect(await presenceOf(peer)).toMatchObject({ online: false, since: 0 });
    await peer.send(bob.id, { type: 'text', text: 'Hello' });
    await fixture.barrier();
    const [acks, envelopes] = [peer.acks.length, peer.envelopes.length];
    await bob.chat.setBlocked(peer.id, true);
    await fixture.barrier();
    expect(await presenceOf(peer, token)).toMatchObject({ online: false, since: 0 });
    for (let n = 0; n < 3; n++) await peer.send(bob.id, { type: 'text', text: 'Hello?' });
    await fixture.barrier();
    expect(peer.acks.slice(acks)).toEqual([STORED, STORED, STORED]);
    expect(peer.envelopes).toHaveLength(envelopes);
    await bob.chat.setBlocked(peer.id, false);
    await fixture.barrier();
    expect(await presenceOf(peer, token)).toMatchObject({ online: true });
  });
});
