import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Correspondent, PostOffice } from './testing/post-office.ts';

/** What may happen between two people. Places are fractions of what is on its way. */
type Step =
  | { readonly kind: 'say'; readonly who: boolean; readonly count: number }
  | { readonly kind: 'hand' | 'double' | 'lose'; readonly place: number }
  | { readonly kind: 'lose-all' }
  | { readonly kind: 'reload' | 'break' | 'rotate' | 'read'; readonly who: boolean }
  | { readonly kind: 'wait'; readonly ms: number };

const who = fc.boolean();
const place = fc.double({ min: 0, max: 0.999, noNaN: true });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), who, count: fc.nat(4) }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('hand' as const), place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('double' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lose' as const), place }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose-all' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reload' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(250, 31_000, 3_700_000, 90_000_000),
    }),
  },
);

/** How often each kind of step met mail that was on its way: a fault that never does proves nothing. */
const met = new Map<string, number>();

class Story {
  readonly office: PostOffice;
  readonly said = new Map<Correspondent, string[]>();
  #count = 0;

  constructor(office: PostOffice) {
    this.office = office;
    this.said.set(office.alice, []);
    this.said.set(office.bob, []);
  }

  async tell(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.office.mail.length > 0) met.set(step.kind, (met.get(step.kind) ?? 0) + 1);
      await this.#take(step);
      await this.office.settle();
    }
  }

  async #take(step: Step): Promise<void> {
    const { mail, clock } = this.office;
    switch (step.kind) {
      case 'say':
        for (let n = 0; n <= step.count; n++) await this.say(this.#person(step.who));
        return;
      case 'hand': {
        const [taken] = mail.splice(Math.floor(step.place * mail.length), 1);
        if (taken !== undefined && !(await this.office.hand(taken))) mail.push(taken);
        return;
      }
      case 'double': {
        const taken = mail[Math.floor(step.place * mail.length)];
        if (taken !== undefined) mail.push(taken);
        return;
      }
      case 'lose':
        mail.splice(Math.floor(step.place * mail.length), 1);
        return;
      case 'lose-all':
        mail.length = 0;
        return;
      case 'reload':
        await this.#person(step.who).load();
        return;
      case 'break':
        this.#person(step.who).storage.breaksNext = true;
        return;
      case 'rotate':
        this.#person(step.who).storage.breaksNext = false;
        await this.#person(step.who).rotate();
        return;
      case 'read':
        await this.#read(this.#person(step.who));
        return;
      case 'wait':
        clock.advance(step.ms);
    }
  }

  /** Says the next thing; what the storage does not take was not said. */
  async say(person: Correspondent): Promise<void> {
    const text = `${person.name} ${this.#count++}`;
    try {
      await person.people.of(this.other(person).id).sendText(text);
    } catch {
      return;
    }
    this.said.get(person)?.push(text);
  }

  async #read(person: Correspondent): Promise<void> {
    await person.people
      .of(this.other(person).id)
      .markRead()
      .catch(() => undefined);
  }

  other(person: Correspondent): Correspondent {
    return person === this.office.alice ? this.office.bob : this.office.alice;
  }

  #person(first: boolean): Correspondent {
    return first ? this.office.alice : this.office.bob;
  }
}

/** Both talk, having agreed to. */
async function begin(): Promise<Story> {
  const office = await PostOffice.open();
  const story = new Story(office);
  await story.say(office.alice);
  await story.say(office.bob);
  await office.heal();
  return story;
}

it('whatever is lost, doubled, delayed, reordered, broken or reloaded: in the end both see the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const story = await begin();
      const { alice, bob } = story.office;
      await story.tell(steps);
      alice.storage.breaksNext = false;
      bob.storage.breaksNext = false;
      await story.office.heal();
      expect(story.office.keysUsed).toBeGreaterThan(0);
      const [mine, yours] = [await alice.lines(bob), await bob.lines(alice)];
      const texts = mine.map(({ text }) => text);
      expect(yours.map(({ text }) => text)).toEqual(texts);
      for (const person of [alice, bob]) {
        expect(texts.filter((text) => text.startsWith(`${person.name} `))).toEqual(
          story.said.get(person),
        );
        const own = (await person.lines(story.other(person))).filter((line) => line.mine);
        expect(own.every(({ state }) => state === 'delivered' || state === 'read')).toBe(true);
        expect(await person.storage.list('outbox')).toEqual([]);
        expect(await person.storage.list('held')).toEqual([]);
        expect((await person.storage.list('chains')).length).toBeLessThanOrEqual(16);
        expect((await person.storage.list('reply-keys')).length).toBeLessThanOrEqual(4);
      }
    }),
    { numRuns: 50 },
  );
  const faults = ['lose', 'lose-all', 'double', 'reload', 'break', 'rotate', 'wait'];
  expect(faults.filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});
