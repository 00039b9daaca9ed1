import { describe, expect, it } from '@jest/globals';
import { prepareAttack } from './fixture.ts';

const unknown = { ok: false, error: { code: 'unknown-event' } };

/** Names with a meaning in Socket.IO, Node's EventEmitter, or JavaScript. */
const NAMES = [
  'error',
  'disconnect',
  'disconnecting',
  'connect',
  'connect_error',
  'connection',
  'newListener',
  'removeListener',
  'mailbox:notification',
  'mailbox:deliver',
  'session:ended',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '',
];

describe.each([['before sign-in'], ['after sign-in']])('%s', (when) => {
  it.each(NAMES)('the event %j is unknown and has no effect', async (name) => {
    const { attacker, signIn, expectHarmless } = await prepareAttack();
    if (when === 'after sign-in') await signIn();
    expect(await attacker.ask(name, {})).toEqual(unknown);
    attacker.emit(name, new Error('x').message, {});
    attacker.emit(name);
    expect(await attacker.ask(name)).toEqual(unknown);
    await expectHarmless();
  });

  it.each([
    ['a number', 7],
    ['null', null],
    ['an array', ['session:challenge']],
    ['an object', { toString: 'session:challenge' }],
    ['an object without prototype', JSON.parse('{"__proto__": null}')],
    ['bytes', new Uint8Array(4)],
  ])('a name that is %s is unknown', async (_, name) => {
    const { attacker, signIn, expectHarmless } = await prepareAttack();
    if (when === 'after sign-in') await signIn();
    expect(await attacker.ask(name, {})).toEqual(unknown);
    attacker.emit(name, {});
    await expectHarmless();
  });

  it('an event without any parts has no effect', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    attacker.emit();
    expect(await attacker.ask()).toEqual(unknown);
    await expectHarmless();
  });
});
