import { durableContract, storageContract } from '../../../src/client/storage/contract.ts';
import { IndexedDbStorage } from '../../../src/ui/browser/storage/indexed-db-storage.ts';

/** The result of one case of the contract. */
export interface CaseResult {
  readonly title: string;
  /** Empty if it passed. */
  readonly fault: string;
}

type Case = readonly [title: string, body: () => Promise<void>];

function equal(actual: unknown, expected: unknown): void {
  const [found, wanted] = [actual, expected].map((value) => JSON.stringify([value]));
  if (found !== wanted) throw new Error(`${found} is not ${wanted}`);
}

async function runCase([title, body]: Case): Promise<CaseResult> {
  try {
    await body();
    return { title, fault: '' };
  } catch (error) {
    return { title, fault: String(error) };
  }
}

/** Runs every case of the storage contract on the IndexedDB of the page that loads this file. */
export async function runStorageContract(): Promise<readonly CaseResult[]> {
  const cases: Case[] = [];
  const runner = { test: (...each: Case) => void cases.push(each), equal };
  let places = 0;
  const makePlace = async () => {
    const name = `contract-${places++}`;
    return { open: () => IndexedDbStorage.open(name) };
  };
  storageContract(runner, makePlace);
  durableContract(runner, makePlace);
  const results: CaseResult[] = [];
  for (const each of cases) results.push(await runCase(each));
  return results;
}
