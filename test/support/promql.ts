import { parser } from '@prometheus-io/lezer-promql';

/** The series that an expression reads: one metric, and the matchers on its labels as written. */
export interface Selector {
  readonly metric: string;
  readonly conditions: readonly string[];
}

/** An expression as Prometheus's own grammar reads it. */
export interface Reading {
  readonly selectors: readonly Selector[];
  readonly isSound: boolean;
}

/** Reads a PromQL expression. A metric that a matcher on `__name__` selects has no name here. */
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
