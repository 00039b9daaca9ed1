import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { FILE_MAX_BYTES } from '../../../src/protocol/limits.ts';
import { type Manifest, ofKind, parseManifests } from '../manifests.ts';
import { servingPods } from '../pods.ts';
import { template } from './chart.ts';
import type { Values } from './edges.ts';

const CONFIG_MAP = v.looseObject({ data: v.record(v.string(), v.string()) });

const render = (values: Values): Manifest[] => parseManifests(template(values).stdout);

/** The settings of a component's process. */
function settingsOf(manifests: readonly Manifest[], component: string): Record<string, string> {
  const maps = ofKind(manifests, 'ConfigMap', CONFIG_MAP);
  const own = maps.find(({ manifest }) => manifest.metadata.name === `live-chat-${component}`);
  return own?.content.data ?? {};
}

const specOf = (manifests: readonly Manifest[], component: string) =>
  servingPods(manifests).find(({ name }) => name === `Deployment live-chat-${component}`)?.spec;

describe('values of the chart', () => {
  it('set the number of connections of a relay, by default 10,000', () => {
    expect(settingsOf(render({}), 'backend')['MAX_CONNECTIONS']).toBe('10000');
    const few = render({ 'backend.maxConnections': 1_000_000 });
    expect(settingsOf(few, 'backend')['MAX_CONNECTIONS']).toBe('1000000');
    expect(settingsOf(few, 'ui')).not.toHaveProperty('MAX_CONNECTIONS');
  });

  it('set the largest file, by default that of the protocol', () => {
    expect(settingsOf(render({}), 'backend')['FILE_MAX_BYTES']).toBe(String(FILE_MAX_BYTES));
    const small = render({ 'backend.fileMaxBytes': 26_214_400 });
    expect(settingsOf(small, 'backend')['FILE_MAX_BYTES']).toBe('26214400');
    expect(settingsOf(small, 'ui')).not.toHaveProperty('FILE_MAX_BYTES');
  });

  it('add settings to one component, and change its pods with them', () => {
    const plain = render({});
    const more = render({ 'ui.extraEnv': { NODE_OPTIONS: '--a="b"', EXTRA: '{{ "x" }}' } });
    expect(settingsOf(more, 'ui')).toMatchObject({ NODE_OPTIONS: '--a="b"', EXTRA: '{{ "x" }}' });
    expect(settingsOf(more, 'backend')).toEqual(settingsOf(plain, 'backend'));
    const checksum = (manifests: readonly Manifest[]): readonly string[] =>
      JSON.stringify(manifests).match(/(?<=checksum\/config":")\w+/g) ?? [];
    expect(checksum(more)).not.toEqual(checksum(plain));
  });

  it('choose the nodes of one component', () => {
    const tolerations = [{ key: 'chat', operator: 'Exists', effect: 'NoSchedule' }];
    const manifests = render({
      'backend.nodeSelector': { 'kubernetes.io/arch': 'arm64' },
      'backend.tolerations': tolerations,
    });
    expect(specOf(manifests, 'backend')).toMatchObject({
      nodeSelector: { 'kubernetes.io/arch': 'arm64' },
      tolerations,
    });
    expect(specOf(manifests, 'ui')).not.toHaveProperty('nodeSelector');
    expect(specOf(manifests, 'ui')).not.toHaveProperty('tolerations');
  });

  it('fix the number of pods where autoscaling is off', () => {
    const manifests = render({ 'ui.autoscaling.enabled': false, 'ui.replicas': 7 });
    const count = (component: string): number | undefined =>
      servingPods(manifests).find(({ name }) => name === `Deployment live-chat-${component}`)
        ?.replicas;
    expect([count('ui'), count('backend')]).toEqual([7, undefined]);
  });
});
