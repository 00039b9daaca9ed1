import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { Talk } from './talk.ts';

/** Signs in a number of people. */
export async function enterAll(address: string, count: number): Promise<readonly ChatDriver[]> {
  const people = Array.from({ length: count }, (_, n) => new ChatDriver(`person ${n}`, address));
  await Promise.all(people.map((person) => person.enter()));
  return people;
}

/** Everybody talks to the next person, and the last one to the first. */
export async function ring(people: readonly ChatDriver[]): Promise<readonly Talk[]> {
  const talks: Talk[] = [];
  for (const [index, from] of people.entries()) {
    const to = people[(index + 1) % people.length];
    if (to === undefined) throw new TypeError('nobody');
    await befriend(from, to);
    talks.push(new Talk(from, to));
  }
  return talks;
}

/** The connection problems that are shown to them from now on. */
export function connectionProblemsOf(people: readonly ChatDriver[]): readonly string[] {
  const seen: string[] = [];
  for (const { chat, name } of people) {
    chat.onChange(({ kind }) => {
      const now = chat.connection.kind;
      if (kind === 'connection' && now !== 'online') seen.push(`${name}: ${now}`);
    });
  }
  return seen;
}
