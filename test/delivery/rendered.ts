import type { Rendering } from '../../scripts/release/environments/rendering.ts';
import { helmCommand } from '../../scripts/release/environments/rendering.ts';
import { answerFrom } from './command.ts';
import { type Manifest, parseManifests } from './manifests.ts';

/** What an environment runs, and the pods that helm test would start: policies apply to both. */
export function renderWithTests(environment: string, rendering: Rendering): Manifest[] {
  const command = helmCommand(environment, rendering).filter((word) => word !== '--skip-tests');
  return parseManifests(answerFrom(rendering.helm, command));
}
