import { beforeAll, describe, expect, it } from '@jest/globals';
import { helmCommand, type Rendering } from '../../scripts/release/environments/rendering.ts';
import { template } from '../delivery/charts/chart.ts';
import { EDGES } from '../delivery/charts/edges.ts';
import { answerFrom } from '../delivery/command.ts';
import { copyRepository, ENVIRONMENTS } from '../delivery/repository.ts';
import { tool } from '../delivery/tools.ts';

describe('the Helm of the delivery tests', () => {
  let repository: Rendering;
  beforeAll(async () => {
    repository = await copyRepository();
  });

  it.each(ENVIRONMENTS)("renders %s as Argo CD's does", (environment) => {
    const command = helmCommand(environment, repository);
    const [ours, theirs] = [repository.helm, tool('ARGOCD_HELM_PATH')].map((helm) =>
      answerFrom(helm, command),
    );
    expect(ours).toContain('kind: Deployment');
    expect(ours).toBe(theirs);
  });

  it.each(Object.entries(EDGES))("renders what Argo CD's does with %s", (_, values) => {
    const theirs = template(values, undefined, tool('ARGOCD_HELM_PATH'));
    expect(theirs.status).toBe(0);
    expect(template(values)).toEqual(theirs);
  });
});
