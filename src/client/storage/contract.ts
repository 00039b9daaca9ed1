import type { Bytes } from '../../protocol/bytes.ts';
import type { Change, Storage } from './storage.ts';

/** The part of a test runner that the contract needs: it runs under Jest and inside a browser. */
export interface Runner {
  test(title: string, body: () => Promise<void>): void;
  /** Compares two values by their structure. */
  equal(actual: unknown, expected: unknown): void;
}

/** Opens the same storage again, as the next page or process would. */
export interface Place {
  open(): Promise<Storage>;
}

const bytes = (...values: number[]): Bytes => Uint8Array.from(values);

const put = (key: string, value: Bytes = bytes(1)): Change => ({
  kind: 'put',
  table: 'messages',
  key,
  value,
});

const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

async function seal(key: CryptoKey): Promise<number> {
  const iv = new Uint8Array(12);
  return (await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes(1))).byteLength;
}

async function codeOf(attempt: Promise<unknown>): Promise<unknown> {
  try {
    await attempt;
    return 'no error';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

/** What every storage must do. `makePlace` creates an empty storage for each test. */
export function storageContract(runner: Runner, makePlace: () => Promise<Place>): void {
  rowContract(runner, makePlace);
  rangeContract(runner, makePlace);
  keyContract(runner, makePlace);
}

/** What a storage that outlives its page must do. */
export function durableContract({ test, equal }: Runner, makePlace: () => Promise<Place>): void {
  test('committed data is there when the storage is opened again', async () => {
    const place = await makePlace();
    const first = await place.open();
    const key = await makeKey();
    await first.commit([put('a', bytes(1, 2)), { kind: 'put-key', name: 'k', key }]);
    first.close();
    const second = await place.open();
    equal(second.durable, true);
    equal([...((await second.read('messages', 'a')) ?? [])], [1, 2]);
    equal(await seal((await second.readKey('k')) as CryptoKey), 17);
  });

  test('the last opener owns it: an earlier owner cannot write', async () => {
    const place = await makePlace();
    const first = await place.open();
    await first.commit([put('a')]);
    const second = await place.open();
    equal(await codeOf(first.commit([put('b')])), 'storage-taken');
    await second.commit([put('c')]);
    equal(
      (await second.list('messages')).map(({ key }) => key),
      ['a', 'c'],
    );
  });
}

type Contract = (runner: Runner, makePlace: () => Promise<Place>) => void;

const rowContract: Contract = ({ test, equal }, makePlace) => {
  const fresh = async (): Promise<Storage> => (await makePlace()).open();

  test('a row is read as it was written, until it is overwritten or deleted', async () => {
    const storage = await fresh();
    equal(await storage.read('messages', 'a'), undefined);
    await storage.commit([put('a', bytes(1, 2, 3))]);
    equal([...((await storage.read('messages', 'a')) ?? [])], [1, 2, 3]);
    await storage.commit([put('a', bytes())]);
    equal([...((await storage.read('messages', 'a')) ?? [9])], []);
    await storage.commit([{ kind: 'delete', table: 'messages', key: 'a' }]);
    equal(await storage.read('messages', 'a'), undefined);
  });

  test('tables do not share keys', async () => {
    const storage = await fresh();
    await storage.commit([put('a'), { ...put('a', bytes(2)), table: 'drafts' } as Change]);
    equal([...((await storage.read('messages', 'a')) ?? [])], [1]);
    equal([...((await storage.read('drafts', 'a')) ?? [])], [2]);
  });

  test('changes of one commit are applied in order', async () => {
    const storage = await fresh();
    await storage.commit([put('a'), { kind: 'delete', table: 'messages', key: 'a' }]);
    equal(await storage.read('messages', 'a'), undefined);
    await storage.commit([put('a', bytes(1)), put('a', bytes(2))]);
    equal([...((await storage.read('messages', 'a')) ?? [])], [2]);
  });

  test('all rows with a prefix are deleted, and no others', async () => {
    const storage = await fresh();
    await storage.commit([put('a/1'), put('a/2'), put('a'), put('aa'), put('b/1')]);
    await storage.commit([{ kind: 'delete-all', table: 'messages', prefix: 'a/' }, put('a/3')]);
    equal(
      (await storage.list('messages')).map(({ key }) => key),
      ['a', 'a/3', 'aa', 'b/1'],
    );
  });

  test('erasing leaves an empty storage that works', async () => {
    const storage = await fresh();
    await storage.commit([put('a'), { kind: 'put-key', name: 'k', key: await makeKey() }]);
    await storage.erase();
    equal(await storage.list('messages'), []);
    equal(await storage.readKey('k'), undefined);
    await storage.commit([put('b')]);
    equal(
      (await storage.list('messages')).map(({ key }) => key),
      ['b'],
    );
  });
};

const rangeContract: Contract = ({ test, equal }, makePlace) => {
  const KEYS = ['a/1', 'a/2', 'a/~3', 'aa/1', 'b/1', 'B/1', 'é/1', '/x'];
  const filled = async (): Promise<Storage> => {
    const storage = await (await makePlace()).open();
    await storage.commit(KEYS.map((key) => put(key)));
    return storage;
  };
  const keysOf = async (storage: Storage, range?: Parameters<Storage['list']>[1]) =>
    (await storage.list('messages', range)).map(({ key }) => key);

  test('rows are listed in key order', async () => {
    equal(await keysOf(await filled()), [...KEYS].sort());
  });

  test('a prefix selects the matching rows only', async () => {
    const storage = await filled();
    equal(await keysOf(storage, { prefix: 'a/' }), ['a/1', 'a/2', 'a/~3']);
    equal(await keysOf(storage, { prefix: 'c' }), []);
  });

  test('only keys below a bound, and only the last of them', async () => {
    const storage = await filled();
    equal(await keysOf(storage, { prefix: 'a/', before: 'a/~' }), ['a/1', 'a/2']);
    equal(await keysOf(storage, { prefix: 'a/', last: 2 }), ['a/2', 'a/~3']);
    equal(await keysOf(storage, { prefix: 'a/', before: 'a/~3', last: 1 }), ['a/2']);
    equal(await keysOf(storage, { prefix: 'a/', before: 'a/1', last: 5 }), []);
    equal(await keysOf(storage, { last: 0 }), []);
  });

  test('only keys from a bound on, and only the first of them', async () => {
    const storage = await filled();
    equal(await keysOf(storage, { prefix: 'a/', from: 'a/2' }), ['a/2', 'a/~3']);
    equal(await keysOf(storage, { prefix: 'a/', from: 'a/11', first: 1 }), ['a/2']);
    equal(await keysOf(storage, { prefix: 'a/', first: 2 }), ['a/1', 'a/2']);
    equal(await keysOf(storage, { prefix: 'a/', first: 9 }), ['a/1', 'a/2', 'a/~3']);
    equal(await keysOf(storage, { prefix: 'a/', from: 'a/3', before: 'a/~3' }), []);
    equal(await keysOf(storage, { prefix: 'a/', from: 'a/~4', first: 5 }), []);
    equal(await keysOf(storage, { prefix: 'a/', first: 0 }), []);
  });
};

const keyContract: Contract = ({ test, equal }, makePlace) => {
  test('a stored key cannot be extracted, and works', async () => {
    const storage = await (await makePlace()).open();
    await storage.commit([{ kind: 'put-key', name: 'k', key: await makeKey() }]);
    const key = (await storage.readKey('k')) as CryptoKey;
    equal(key.extractable, false);
    equal(await seal(key), 17);
    await storage.commit([{ kind: 'delete-key', name: 'k' }]);
    equal(await storage.readKey('k'), undefined);
  });
};
