import { expect } from '@playwright/test';
import type { Random } from '../../load/chaos/random.ts';
import { choose, message, openOptions } from './message-menu.ts';
import type { Person } from './people.ts';
import type { Site } from './servers.ts';
import { shownTimeline } from './shown-timeline.ts';

const EMOJI = ['👍', '❤️', '😂', '😮'];
const TIMERS = ['1 day', '1 week', 'Off'];

/** The last state of a message, which only its author changes. */
interface Written {
  readonly author: string;
  readonly pair: string;
  text: string;
  isDeleted: boolean;
}

const pairOf = (one: string, other: string): string => [one, other].sort().join(' and ');

/** Exactly this text, whatever it is the beginning of. */
const exactly = (text: string): RegExp => new RegExp(`^${text}$`);

/**
 * People who have accepted each other, and do what messages allow in an order that a seed decides:
 * online and offline, through reloads, and while the relay is killed.
 */
export class RandomSchedule {
  /** What was done, in order, for the report of a test that fails. */
  readonly log: string[] = [];
  readonly #people: ReadonlyMap<string, Person>;
  readonly #site: Site;
  readonly #random: Random;
  readonly #written: Written[] = [];
  readonly #offline = new Set<string>();
  #isKilled = false;
  #texts = 0;

  constructor(people: ReadonlyMap<string, Person>, site: Site, random: Random) {
    this.#people = people;
    this.#site = site;
    this.#random = random;
  }

  /** Everybody sends everybody a request, which is accepted. */
  async begin(): Promise<void> {
    for (const [one, other] of this.#pairs()) {
      await this.#person(one).openPerson(other);
      await this.#write(one, other);
      await this.#person(other).accept(one);
      await this.#person(one).arrived.waitFor();
    }
    for (const person of this.#people.values()) await this.#loadOptions(person);
  }

  async run(steps: number): Promise<void> {
    const actions: readonly (readonly [times: number, action: () => Promise<void>])[] = [
      [6, () => this.#withConversation((me, peer) => this.#write(me, peer))],
      [4, () => this.#withConversation((me, peer) => this.#reply(me, peer))],
      [4, () => this.#withConversation((me, peer) => this.#react(me, peer))],
      [4, () => this.#withConversation((me, peer) => this.#edit(me, peer))],
      [3, () => this.#withConversation((me, peer) => this.#delete(me, peer))],
      [1, () => this.#withConversation((me, peer) => this.#setTimer(me, peer))],
      [2, () => this.#withConversation((me, peer) => this.#type(me, peer))],
      [3, () => this.#goOfflineOrBack()],
      [2, () => this.#reload()],
      [2, () => this.#killOrRestart()],
    ];
    const drawn = actions.flatMap(([times, action]) => Array.from({ length: times }, () => action));
    for (let n = 0; n < steps; n++) await this.#random.pick(drawn)();
  }

  /** Everything is back, and each two people see the same, which is what was written last. */
  async expectEqualTimelines(): Promise<void> {
    if (this.#isKilled) await this.#killOrRestart();
    for (const name of [...this.#offline]) await this.#comeBack(name);
    for (const [one, other] of this.#pairs()) {
      await expect(async () => {
        const [hers, theirs] = await Promise.all([
          this.#shown(one, other),
          this.#shown(other, one),
        ]);
        expect(hers).toEqual(theirs);
        expect(this.#textsIn(hers)).toEqual(this.#expectedTexts(pairOf(one, other)));
      }).toPass();
    }
  }

  #pairs(): (readonly [string, string])[] {
    const names = [...this.#people.keys()];
    return names.flatMap((one, n) => names.slice(n + 1).map((other) => [one, other] as const));
  }

  #person(name: string): Person {
    const person = this.#people.get(name);
    if (person === undefined) throw new RangeError(`${name} is nobody`);
    return person;
  }

  async #shown(name: string, peer: string): Promise<readonly string[]> {
    await this.#open(name, peer);
    return shownTimeline(this.#person(name), name);
  }

  /** Texts of messages, in alphabetical order. A deleted one that was never sent leaves no trace. */
  #textsIn(timeline: readonly string[]): string[] {
    return timeline
      .flatMap((line) => /^ {4}- paragraph: (.*)$/.exec(line)?.[1] ?? [])
      .filter((text) => text !== 'Message deleted')
      .sort();
  }

  #expectedTexts(pair: string): string[] {
    const rest = this.#written.filter((each) => each.pair === pair && !each.isDeleted);
    return rest.map(({ text }) => text).sort();
  }

  async #withConversation(action: (me: string, peer: string) => Promise<void>): Promise<void> {
    const [me = '', peer = ''] = this.#random.shuffled([...this.#people.keys()]);
    await this.#open(me, peer);
    await action(me, peer);
  }

  async #open(me: string, peer: string): Promise<void> {
    const person = this.#person(me);
    const name = `Message ${peer}`;
    if ((await person.composer.getAttribute('aria-label').catch(() => '')) !== name) {
      await person.openConversation(peer);
    }
    await expect(person.composer).toHaveAccessibleName(name);
  }

  async #write(me: string, peer: string): Promise<void> {
    const text = `text ${++this.#texts} of ${me}`;
    this.#note(`${me} writes to ${peer}: ${text}`);
    await this.#person(me).send(text);
    this.#written.push({ author: me, pair: pairOf(me, peer), text, isDeleted: false });
    await message(this.#person(me), exactly(text)).waitFor();
  }

  /** A message of the two that is on this person's screen. */
  async #pickShown(me: string, peer: string): Promise<Written | undefined> {
    const shown = await this.#person(me).history.getByRole('paragraph').allTextContents();
    const known = this.#written.filter(
      ({ pair, text, isDeleted }) =>
        pair === pairOf(me, peer) && !isDeleted && shown.includes(text),
    );
    return known.length === 0 ? undefined : this.#random.pick(known);
  }

  #pickOwn(me: string, peer: string): Written | undefined {
    const own = this.#written.filter(
      ({ author, pair, isDeleted }) => author === me && pair === pairOf(me, peer) && !isDeleted,
    );
    return own.length === 0 ? undefined : this.#random.pick(own);
  }

  async #reply(me: string, peer: string): Promise<void> {
    const target = await this.#pickShown(me, peer);
    if (target === undefined) return;
    this.#note(`${me} answers ${target.text}`);
    await choose(this.#person(me), exactly(target.text), 'Reply');
    await this.#person(me)
      .page.getByText(/^Replying to/)
      .waitFor();
    await this.#write(me, peer);
  }

  async #react(me: string, peer: string): Promise<void> {
    const target = await this.#pickShown(me, peer);
    if (target === undefined) return;
    const emoji = this.#random.pick(EMOJI);
    const menu = await openOptions(this.#person(me), exactly(target.text));
    const choice = menu.getByRole('button', { name: emoji });
    // A message that has not left this device cannot be reacted to.
    if (await choice.isVisible()) {
      this.#note(`${me} reacts to ${target.text} with ${emoji}`);
      await choice.click();
    } else await this.#person(me).page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
  }

  async #edit(me: string, peer: string): Promise<void> {
    const target = this.#pickOwn(me, peer);
    if (target === undefined) return;
    const text = `edit ${++this.#texts} of ${me}`;
    this.#note(`${me} edits ${target.text}: ${text}`);
    const person = this.#person(me);
    await choose(person, exactly(target.text), 'Edit');
    await person.page.getByText('Editing message').waitFor();
    await person.send(text);
    target.text = text;
    await message(person, exactly(text)).waitFor();
  }

  async #delete(me: string, peer: string): Promise<void> {
    const target = this.#pickOwn(me, peer);
    if (target === undefined) return;
    this.#note(`${me} deletes ${target.text}`);
    const person = this.#person(me);
    await choose(person, exactly(target.text), 'Delete…');
    await person.page.getByRole('button', { name: 'Delete for everyone' }).click();
    await expect(message(person, exactly(target.text))).toHaveCount(0);
    target.isDeleted = true;
  }

  async #setTimer(me: string, peer: string): Promise<void> {
    const { page } = this.#person(me);
    const choice = this.#random.pick(TIMERS);
    this.#note(`${me} sets the timer for ${peer}: ${choice}`);
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Disappearing messages…' }).click();
    await page.getByRole('radio', { name: choice }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  async #type(me: string, peer: string): Promise<void> {
    this.#note(`${me} types to ${peer}`);
    const { composer } = this.#person(me);
    await composer.pressSequentially('Hm');
    await composer.fill('');
  }

  async #goOfflineOrBack(): Promise<void> {
    const name = this.#random.pick([...this.#people.keys()]);
    if (this.#offline.has(name)) return this.#comeBack(name);
    this.#note(`${name} goes offline`);
    this.#offline.add(name);
    await this.#person(name).page.context().setOffline(true);
  }

  async #comeBack(name: string): Promise<void> {
    this.#note(`${name} is back online`);
    this.#offline.delete(name);
    await this.#person(name).page.context().setOffline(false);
  }

  /** The page can only be loaded from a server that runs. */
  async #reload(): Promise<void> {
    const name = this.#random.pick([...this.#people.keys()]);
    if (this.#isKilled || this.#offline.has(name)) return;
    this.#note(`${name} reloads`);
    const person = this.#person(name);
    await person.page.reload();
    await this.#loadOptions(person);
  }

  async #killOrRestart(): Promise<void> {
    this.#note(this.#isKilled ? 'the relay is restarted' : 'the relay is killed');
    if (this.#isKilled) await this.#site.restart();
    else await this.#site.kill('SIGKILL');
    this.#isKilled = !this.#isKilled;
  }

  /** Options of messages are loaded when they are first used, which needs the server. */
  async #loadOptions({ page }: Person): Promise<void> {
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Go to date…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  #note(line: string): void {
    this.log.push(line);
  }
}
