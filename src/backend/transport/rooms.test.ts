import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lobbyRoom, watchersRoom } from './rooms.ts';

it('no room name has the 20 characters of a socket id, and rooms of different kinds differ', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 64 }), (key) => {
      const rooms = [lobbyRoom(key), watchersRoom(key)];
      expect(rooms.every((room) => room.length > 20)).toBe(true);
      expect(new Set(rooms).size).toBe(2);
    }),
  );
});
