import type { Manifest } from '../manifests.ts';
import { part } from '../policies/policy.ts';

/**
 * The time that the relay itself takes to end, s: clients move within five. It is not shortened.
 */
const SPREAD_SECONDS = 5;
const PRE_STOP_SECONDS = 3;
const DELAY = /deregistration_delay\.timeout_seconds=\d+/;

/**
 * Manifests in which pods end by the chart's own steps, but sooner: tests need not wait for a real
 * load balancer.
 */
export function hastened(manifests: readonly Manifest[]): Manifest[] {
  const copies = structuredClone([...manifests]);
  for (const copy of copies.filter(({ kind }) => kind === 'Deployment')) {
    const container = ['spec', 'template', 'spec', 'containers', 0] as const;
    part([copy], 'Deployment', ...container, 'lifecycle', 'preStop', 'sleep')['seconds'] =
      PRE_STOP_SECONDS;
  }
  for (const { metadata } of copies.filter(({ kind }) => kind === 'Service')) {
    for (const [name, told] of Object.entries(metadata.annotations)) {
      const seconds = PRE_STOP_SECONDS + 2 * SPREAD_SECONDS;
      metadata.annotations[name] = told.replace(
        DELAY,
        `deregistration_delay.timeout_seconds=${seconds}`,
      );
    }
  }
  return copies;
}
