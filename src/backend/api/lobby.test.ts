import { describe, expect, it } from '@jest/globals';
import { toBase64url, utf8 } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { LobbyPage } from '../../protocol/events.ts';
import {
  LOBBY_PAGE_SIZE,
  LOBBY_PAGES_RATE,
  LOBBY_UPDATE_MS,
  PRESENCE_LIFE_MS,
} from '../../protocol/limits.ts';
import type { Store } from '../store/store.ts';
import { eventsOf, get, notice } from '../testing/client.ts';
import { startTestRelay } from '../testing/relay.ts';
import { updateDelayMs } from './lobby-broadcaster.ts';

const names = ({ people }: LobbyPage): readonly string[] => people.map(({ name }) => name);

/** A person who is online at another relay. */
async function connectElsewhere(store: Store, seed: number, name: string): Promise<void> {
  const person = toBase64url(new Uint8Array(32).fill(seed));
  const bundle = { name, number: 1, digest: utf8('digest'), bytes: utf8('bundle') };
  await store.people.publish(person, bundle);
  await store.presence.connect({ person, name, connection: 'elsewhere' });
}

describe('the time between lobby updates', () => {
  it('is the same for few clients, and grows with many so that the rate of pages does not', () => {
    for (const pages of [0, 1, (LOBBY_PAGES_RATE * LOBBY_UPDATE_MS) / 1000]) {
      expect(updateDelayMs(pages)).toBe(LOBBY_UPDATE_MS);
    }
    expect(updateDelayMs(10 * LOBBY_PAGES_RATE)).toBe(10_000);
  });
});

describe('the lobby', () => {
  it('lists everybody, the asking person included, newest first, with a total', async () => {
    const { visit, clock } = await startTestRelay();
    await visit('alice');
    clock.advance(1);
    const { socket } = await visit('bob');
    const page = await get(socket, 'lobby:open', { prefix: '' });
    expect(names(page)).toEqual(['bob', 'alice']);
    expect(page).toMatchObject({ prefix: '', total: 2 });
    expect(page).not.toHaveProperty('next');
  });

  it('can be searched by the beginning of a name, ignoring case', async () => {
    const { visit } = await startTestRelay();
    for (const name of ['Alan', 'alice', 'bob']) await visit(name);
    const { socket } = await visit('carol');
    const page = await get(socket, 'lobby:open', { prefix: 'AL' });
    expect(page).toMatchObject({ prefix: 'AL', total: 2 });
    expect(names(page)).toEqual(['Alan', 'alice']);
  });

  it('comes in pages', async () => {
    const { visit, store, clock } = await startTestRelay();
    const { socket } = await visit('alice');
    for (let index = LOBBY_PAGE_SIZE; index >= 1; index--) {
      clock.advance(1);
      await connectElsewhere(store, index, `p${index}`);
    }
    const first = await get(socket, 'lobby:open', { prefix: '' });
    expect(first).toMatchObject({ total: LOBBY_PAGE_SIZE + 1 });
    expect(first.people).toHaveLength(LOBBY_PAGE_SIZE);
    const second = await get(socket, 'lobby:more', { prefix: '', after: first.next ?? '' });
    expect(names(second)).toEqual(['alice']);
    expect(second).not.toHaveProperty('next');
  });

  it('sends updates to its viewers when people connect and disconnect', async () => {
    const { visit, clock } = await startTestRelay();
    const { socket } = await visit('alice');
    await get(socket, 'lobby:open', { prefix: '' });
    const came = notice(socket, 'lobby:page');
    clock.advance(1);
    const bob = await visit('bob');
    expect(names(await came)).toEqual(['bob', 'alice']);
    const went = notice(socket, 'lobby:page');
    bob.socket.disconnect();
    expect(names(await went)).toEqual(['alice']);
  });

  it('sends viewers a change that happened just before somebody else opened it', async () => {
    const { visit, store } = await startTestRelay();
    const first = await visit('alice');
    const second = await visit('bob');
    await get(first.socket, 'lobby:open', { prefix: '' });
    const told = notice(first.socket, 'lobby:page');
    await connectElsewhere(store, 1, 'carol');
    const page = await get(second.socket, 'lobby:open', { prefix: '' });
    expect(names(page)).toContain('carol');
    expect(names(await told)).toContain('carol');
  });

  it('is read from the store once, however many open it before it changes', async () => {
    const reads: string[] = [];
    const { visit } = await startTestRelay({}, (method, call) => {
      if (method === 'lobby.slice') reads.push(method);
      return call();
    });
    const visitors = [await visit('alice'), await visit('bob'), await visit('carol')];
    const open = () =>
      Promise.all(visitors.map(({ socket }) => get(socket, 'lobby:open', { prefix: '' })));
    for (const page of await open()) expect(page.total).toBe(3);
    expect(reads).toHaveLength(1);
    visitors.push(await visit('dave'));
    for (const page of await open()) expect(page.total).toBe(4);
    expect(reads).toHaveLength(2);
  });

  it('is read from the store again after a failed read', async () => {
    let isAway = true;
    const { visit } = await startTestRelay({}, (method, call) => {
      if (method !== 'lobby.slice' || !isAway) return call();
      isAway = false;
      return Promise.reject(new ChatError('unavailable'));
    });
    const [alice, bob] = [await visit('alice'), await visit('bob')];
    await expect(get(alice.socket, 'lobby:open', { prefix: '' })).rejects.toThrow('unavailable');
    expect(names(await get(bob.socket, 'lobby:open', { prefix: '' }))).toContain('alice');
  });

  it('sends one page for many changes, and none when the page is the same', async () => {
    const { visit } = await startTestRelay();
    const { socket } = await visit('alice');
    const other = await visit('zoe');
    await get(socket, 'lobby:open', { prefix: 'a' });
    await get(other.socket, 'lobby:open', { prefix: 'b' });
    const events = eventsOf(socket);
    const told = notice(other.socket, 'lobby:page');
    await visit('bob');
    expect(names(await told)).toEqual(['bob']);
    // The same update read prefix 'a', where nothing had changed.
    await get(socket, 'lobby:more', { prefix: 'a', after: '' });
    expect(events).toEqual([]);
  });

  it('sends updates for the last prefix only, and none once it is closed', async () => {
    const { visit } = await startTestRelay();
    const { socket } = await visit('alice');
    const watcher = await visit('zoe');
    await get(socket, 'lobby:open', { prefix: '' });
    await get(socket, 'lobby:open', { prefix: 'x' });
    const events = eventsOf(socket);
    await get(watcher.socket, 'lobby:open', { prefix: '' });
    let barrier = notice(watcher.socket, 'lobby:page');
    await visit('bob');
    await barrier;
    await get(socket, 'lobby:close', {});
    barrier = notice(watcher.socket, 'lobby:page');
    await visit('xenia');
    await barrier;
    await get(socket, 'session:challenge', {});
    expect(events).toEqual([]);
  });

  it('lists people again whose entries expired while the process was stopped', async () => {
    const { visit, clock, relay } = await startTestRelay();
    const { socket } = await visit('alice');
    clock.advance(PRESENCE_LIFE_MS);
    expect(await get(socket, 'lobby:open', { prefix: '' })).toMatchObject({ total: 0 });
    await relay.beat();
    expect(await get(socket, 'lobby:open', { prefix: '' })).toMatchObject({ total: 1 });
  });
});
