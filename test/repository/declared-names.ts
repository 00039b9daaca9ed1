/** The parts of a node of swc's tree that a walk needs. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null;

/** The fields of a node that contain the patterns of what it declares. */
const DECLARES: Readonly<Record<string, string>> = {
  VariableDeclarator: 'id',
  Parameter: 'pat',
  ArrowFunctionExpression: 'params',
  CatchClause: 'param',
  FunctionDeclaration: 'identifier',
  ClassDeclaration: 'identifier',
};

/** The fields of a pattern that contain its parts. */
const PARTS: Readonly<Record<string, string>> = {
  ArrayPattern: 'elements',
  ObjectPattern: 'properties',
  KeyValuePatternProperty: 'value',
  AssignmentPatternProperty: 'key',
  AssignmentPattern: 'left',
  RestElement: 'argument',
};

/** The names that a pattern binds: of `a`, `[a]`, `{ a }`, `{ b: a }`, `a = 1`, `...a` it is `a`. */
function boundBy(pattern: unknown): readonly string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(boundBy);
  if (!isNode(pattern)) return [];
  const { type, value } = pattern;
  if (type === 'Identifier' && typeof value === 'string') return [value];
  const part = PARTS[String(type)];
  return part === undefined ? [] : boundBy(pattern[part]);
}

/** The names that a node declares, if it declares any. */
export function declaredBy(node: Node): readonly string[] {
  const part = DECLARES[String(node['type'])];
  return part === undefined ? [] : boundBy(node[part]);
}
