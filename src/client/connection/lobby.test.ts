import { expect, it } from '@jest/globals';
import type { LobbyPage } from '../../protocol/events.ts';
import { Lobby } from './lobby.ts';

/** The names that a lobby shows when the relay sends these. */
async function shown(names: readonly string[]): Promise<(string | undefined)[]> {
  const people = names.map((name, n) => ({ identity: new Uint8Array(32).fill(n), name, since: 0 }));
  const page: LobbyPage = { prefix: '', people, total: people.length };
  const lobby = new Lobby({ ask: async () => page as never, onChange: () => {} });
  await lobby.open('');
  return lobby.view?.people.map(({ name }) => name) ?? [];
}

it('a lobby shows names as they are', async () => {
  expect(await shown(['alice', 'Bob Ünal', '李'])).toEqual(['alice', 'Bob Ünal', '李']);
});

it.each<[string, string]>([
  ['turns the text around', 'bob\u202e'],
  ['shows nothing', '\u200b'],
  ['never ends', 'b'.repeat(100_000)],
  ['mixes alphabets', 'b\u043eb'],
  ['has several lines', 'bob\nOnline'],
  ['is not in its normal form', 'u\u0308'],
])('a lobby does not show a name that %s', async (_what, name) => {
  expect(await shown([name, 'bob'])).toEqual(['bob']);
});
