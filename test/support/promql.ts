import { parser } from '@prometheus-io/lezer-promql';

/** Which series an expression reads: one metric, and the conditions on its labels as they are written. */
export interface Selector {
  readonly metric: string;
  readonly conditions: readonly string[];
}

/** An expression as Prometheus's own grammar reads it. */
export interface Reading {
  readonly selectors: readonly Selector[];
  readonly isSound: boolean;
}

/** Reads a PromQL expression. A metric that is named by a condition on `__name__` has no name here. */
export function readExpression(expression: string): Reading {
  const selectors: { metric: string; conditions: string[] }[] = [];
  let isSound = true;
  parser.parse(expression).iterate({
    enter: (node) => {
      const { type, from, to } = node;
      if (type.isError) isSound = false;
      const text = expression.slice(from, to);
      const latest = selectors.at(-1);
      if (type.name === 'VectorSelector') selectors.push({ metric: '', conditions: [] });
      else if (type.name === 'Identifier' && node.matchContext(['VectorSelector']) && latest) {
        latest.metric = text;
      } else if (/LabelMatcher$/.test(type.name)) latest?.conditions.push(text);
    },
  });
  return { selectors, isSound };
}
