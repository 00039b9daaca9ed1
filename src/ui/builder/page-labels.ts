import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { LABELS } from '../strings/en/labels.ts';
import type { Labels } from './labels.ts';

const MANIFEST = v.object({ version: v.string(), license: v.string() });

function readManifest() {
  const path = new URL('../../../package.json', import.meta.url);
  return v.parse(MANIFEST, JSON.parse(readFileSync(path, 'utf8')));
}

const { version, license } = readManifest();

/** The English labels, with the version and licence from package.json. */
export const PAGE_LABELS: Labels = { ...LABELS, build: { version, licence: license } };
