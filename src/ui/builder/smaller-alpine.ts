import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { BuildError } from './build-error.ts';

/** Directives and magics of Alpine that no markup and no component of the page uses. */
export const UNUSED_NAMES = [
  'x-transition',
  'x-modelable',
  'x-teleport',
  'x-ignore',
  'x-show',
  'x-id',
  'x-html',
  'x-effect',
  'x-init',
  'x-cloak',
  '$store',
  '$dispatch',
  '$id',
] as const;

/** Their parts, and those that only warn of missing plugins. */
const UNUSED_PARTS: readonly string[] = [
  ...UNUSED_NAMES.map((name) => `${name.startsWith('$') ? 'magics' : 'directives'}/${name}.js`),
  'directives/index.js',
  'magics/index.js',
  'src/ids.js',
  // The page has an `x-for` of its own (browser/directives/for-each.ts).
  'directives/x-for.js',
];

/** Parts that the page needs only a little of: what is left of each. */
const REPLACED: Readonly<Record<string, string>> = {
  // What the page and Alpine's own CSP build use of Alpine's interface (browser/alpine.d.ts).
  'src/alpine.js': `var alpine_default = {
  get reactive() { return reactive; },
  get effect() { return effect; },
  setEvaluator, setRawEvaluator, setReactivityEngine, data, directive, nextTick, start,
  addScopeToNode, destroyTree, initTree, mutateDom,
};`,
  // The page never clones what Alpine has initialized, as Livewire does.
  'src/clone.js': `var isCloning = false;
var isCloningLegacy = false;
function skipDuringClone(callback) { return callback; }
function onlyDuringClone() { return () => {}; }
function interceptClone() {}`,
  // Nothing waits for a promise before it is initialized.
  'src/deferInit.js': 'function queueAttributesForDeferredTree() { return false; }',
  // Classes are bound as a string or a condition, and styles as an object of custom properties.
  'utils/classes.js': `function setClasses(el, value) {
  const text = typeof value === "string" ? value : "";
  const names = text.split(" ").filter((name) => name !== "" && !el.classList.contains(name));
  el.classList.add(...names);
  return () => el.classList.remove(...names);
}`,
  'utils/styles.js': `function setStyles(el, value) {
  for (const [name, text] of Object.entries(value)) el.style.setProperty(name, text);
  return () => { for (const name of Object.keys(value)) el.style.removeProperty(name); };
}`,
  // Only plugins such as $persist intercept the initial values of data.
  'src/interceptor.js': `function initInterceptors() {}
var interceptor;`,
};

/**
 * Methods of the parser and the evaluator for what no expression of the page contains: comments, arithmetic,
 * increments, arrays, objects, computed properties and assignments to properties.
 */
const UNUSED_METHODS = [
  'skipLineComment',
  'parseAdditive',
  'parseMultiplicative',
  'parsePostfix',
  'parseArrayLiteral',
  'parseObjectLiteral',
  'isDOMObject',
] as const;

interface Edit {
  /** The title of the part ends with it. */
  readonly part: string;
  readonly from: string;
  readonly to: string;
}

const VUE = 'reactivity.esm-bundler.js';
const MODEL = 'directives/x-model.js';
const PARSER = 'csp/src/parser.js';
const EVALUATOR = 'csp/src/evaluator.js';
/** Conditions that hold for none of the page's expressions. */
const NEVER = [
  'char === "/" && this.peek() === "/"',
  'this.match("OPERATOR", "++", "--")',
  'this.match("PUNCTUATION", "[")',
  'this.match("PUNCTUATION", "{")',
  'node.computed',
  'node.callee.computed',
  'node.left.type === "MemberExpression"',
];
/** Operators with two operands that no expression contains, and the unary plus. */
const UNUSED_OPERATOR =
  /^ +case "(?:[+*/%<]|-|[=!<>]=)":\n +return (?:left .+ right|\+argument);\n/gm;
/** From such a case to the next one. */
const UNUSED_CASE =
  /^ {6}case "(?:Array|Object|Update)Expression":\n.*?(?=^ {6}(?:case |default:))/gms;

/** Changes within parts. */
const EDITS: readonly Edit[] = [
  // What Vue checks during development.
  { part: VUE, from: 'if (true)', to: 'if (false)' },
  { part: VUE, from: 'true ? ', to: 'false ? ' },
  // The state of the page contains no collections: they would not be observed.
  { part: VUE, from: 'case "Map":\n    case "Set":', to: '' },
  { part: VUE, from: 'case "WeakMap":\n    case "WeakSet":\n      return 2;', to: '' },
  { part: VUE, from: 'get: /* @__PURE__ */ createInstrumentationGetter(false, false)', to: '' },
  { part: VUE, from: 'get: /* @__PURE__ */ createInstrumentationGetter(true, false)', to: '' },
  // Nothing is read-only, and nothing is computed by Vue.
  { part: VUE, from: 'isReadonly2 ? readonly(res) : ', to: '' },
  { part: VUE, from: 'isReadonly2 && isObject(value) ? readonly(value) : value', to: 'value' },
  {
    part: VUE,
    from: 'isObject(value) ? /* @__PURE__ */ readonly(value) : value',
    to: 'value',
  },
  { part: VUE, from: 'refreshComputed(link.dep.computed) || ', to: '' },
  // The page has no plugins, and binds no object of attributes.
  { part: 'src/lifecycle.js', from: '    warnAboutMissingPlugins();', to: '' },
  { part: 'directives/x-bind.js', from: 'applyBindingsObject(el, bindings, original);', to: '' },
  // Only x-modelable asks what is bound.
  {
    part: 'utils/bind.js',
    from: `  if (!el._x_bindings)
    el._x_bindings = reactive({});
  el._x_bindings[name] = value;
`,
    to: '',
  },
  // Alpine parses the names of all attributes of each element that it initializes.
  {
    part: 'src/directives.js',
    from: `function directives(el, attributes, originalAttributeOverride) {
  attributes = Array.from(attributes);
  if (el._x_virtualDirectives) {
    let vAttributes = Object.entries(el._x_virtualDirectives).map(([name, value]) => ({ name, value }));
    let staticAttributes = attributesOnly(vAttributes);
    vAttributes = vAttributes.map((attribute) => {
      if (staticAttributes.find((attr) => attr.name === attribute.name)) {
        return {
          name: \`x-bind:\${attribute.name}\`,
          value: \`"\${attribute.value}"\`
        };
      }
      return attribute;
    });
    attributes = attributes.concat(vAttributes);
  }
  let transformedAttributeMap = {};
  let directives2 = attributes.map(toTransformedAttributes((newName, oldName) => transformedAttributeMap[newName] = oldName)).filter(outNonAlpineAttributes).map(toParsedDirectives(transformedAttributeMap, originalAttributeOverride)).sort(byPriority);
`,
    to: `var parsedNames = /* @__PURE__ */ new Map();
function parseName(name) {
  if (!parsedNames.has(name)) {
    let originals = {};
    let [parsed] = [{ name, value: "" }].map(toTransformedAttributes((to, from) => originals[to] = from)).filter(outNonAlpineAttributes).map(toParsedDirectives(originals));
    parsedNames.set(name, parsed);
  }
  return parsedNames.get(name);
}
function directives(el, attributes) {
  let directives2 = [];
  for (const { name, value } of attributes) {
    let parsed = parseName(name);
    if (parsed) directives2.push({ ...parsed, expression: value });
  }
  directives2.sort(byPriority);
`,
  },
  // What x-if adds stands next to its template, in the same scope.
  { part: 'directives/x-if.js', from: '    addScopeToNode(clone2, {}, el);\n', to: '' },
  // Magics are defined only for functions, and for expressions that name one.
  { part: EVALUATOR, from: 'generateDataStack(el)', to: 'generateDataStack(el, expression)' },
  {
    part: EVALUATOR,
    from: '  injectMagics(overriddenMagics, el);',
    to: '  if (typeof expression === "function" || expression.includes("$")) injectMagics(overriddenMagics, el);',
  },
  // The page uses no modifiers `debounce` and `throttle`.
  { part: 'utils/on.js', from: 'handler4 = addDebounceOrThrottle(modifiers, handler4);', to: '' },
  { part: MODEL, from: 'addDebounceOrThrottle(modifiers, setValue)', to: 'setValue' },
  // Its only modifier is `number`.
  {
    part: MODEL,
    from: `  let hasChangeModifier = modifiers.includes("change") || modifiers.includes("lazy");
  let hasBlurModifier = modifiers.includes("blur");
  let hasEnterModifier = modifiers.includes("enter");
  let hasExplicitEventModifiers = hasChangeModifier || hasBlurModifier || hasEnterModifier;
`,
    to: '',
  },
  { part: MODEL, from: 'if (hasExplicitEventModifiers)', to: 'if (false)' },
  { part: MODEL, from: 'if (modifiers.includes("fill"))', to: 'if (false)' },
  ...NEVER.map((condition) => ({ part: PARSER, from: `if (${condition})`, to: 'if (false)' })),
  // Alpine reads every global variable in order to recognize its value, which makes the browser prepare a thousand
  // interfaces, and a layout, when the page starts. Functions, and objects with capital names, are found by their own
  // names, and sizes of the window are numbers.
  {
    part: PARSER,
    from: `Object.getOwnPropertyNames(globalThis).forEach((key) => {
  if (key === "styleMedia" || key === "sharedStorage")
    return;
  let value;
  try {
    value = globalThis[key];
  } catch {
    return;
  }
  globals.add(value);
});`,
    to: `for (const key of Object.getOwnPropertyNames(globalThis)) {
  try {
    if (!/^([A-Z_]|inner|page[XY]|scroll[XY]|styleM|sharedS)/.test(key)) globals.add(globalThis[key]);
  } catch {}
}`,
  },
  {
    part: PARSER,
    from: 'if (globals.has(prop)) {',
    to: 'if (globals.has(prop) || globalThis[typeof prop === "function" ? prop.name : prop[Symbol.toStringTag]] === prop) {',
  },
  { part: PARSER, from: 'this.parseAdditive()', to: 'this.parseUnary()' },
  { part: PARSER, from: 'this.parsePostfix()', to: 'this.parseMember()' },
  // Alpine parses an expression each time that it evaluates it.
  {
    part: PARSER,
    from: 'function generateRuntimeFunction(expression) {',
    to: `var runtimeFunctions = /* @__PURE__ */ new Map();
function generateRuntimeFunction(expression) {
  if (!runtimeFunctions.has(expression)) runtimeFunctions.set(expression, createRuntimeFunction(expression));
  return runtimeFunctions.get(expression);
}
function createRuntimeFunction(expression) {`,
  },
];

/** The published module names the source file of each of its parts in a comment. */
const PART = /^(?=\/\/ (?:packages|node_modules)\/)/m;
const titleOf = (part: string): string => part.split('\n', 1)[0] ?? '';

/**
 * Alpine's module without what the page does not use, and faster: saves 6 KB.
 * @throws BuildError when this version of Alpine is laid out in another way
 */
export function withoutUnusedParts(source: string): string {
  const names = [...UNUSED_PARTS, ...Object.keys(REPLACED)];
  if (!names.every((name) => source.includes(`${name}\n`))) throw otherLayout();
  const parts = source
    .split(PART)
    .filter((part) => !UNUSED_PARTS.some((name) => titleOf(part).endsWith(name)))
    .map((part) => {
      const name = Object.keys(REPLACED).find((each) => titleOf(part).endsWith(each));
      return name === undefined ? edited(part) : `${titleOf(part)}\n${REPLACED[name]}\n`;
    });
  return withShortProperties(parts.join(''));
}

const ALPINES_OWN = /\b_x_\w+/g;

/**
 * Shortens the names of properties that only Alpine uses, on elements; it never composes them. Saves 0.4 KB. No
 * element has a property of its own that begins with an underscore, while names of one character are taken: `x` and
 * `y` are an image's place.
 */
function withShortProperties(source: string): string {
  const names = [...new Set(source.match(ALPINES_OWN))];
  return source.replaceAll(ALPINES_OWN, (name) => `_${names.indexOf(name).toString(36)}`);
}

const otherLayout = (): BuildError =>
  new BuildError('This version of Alpine has other parts than the builder expects.');

function edited(part: string): string {
  const edits = EDITS.filter((edit) => titleOf(part).endsWith(edit.part));
  if (!edits.every(({ from }) => part.includes(from))) throw otherLayout();
  const text = edits.reduce((text, { from, to }) => text.replaceAll(from, to), part);
  return titleOf(part).endsWith(PARSER) ? withoutUnusedSyntax(text) : text;
}

function withoutUnusedSyntax(parser: string): string {
  const methods = UNUSED_METHODS.map((name) => new RegExp(`^  ${name}\\(.*?^  }\n`, 'ms'));
  const unused = [...methods, UNUSED_CASE, UNUSED_OPERATOR];
  if (!unused.every((code) => parser.search(code) >= 0)) throw otherLayout();
  return unused.reduce((text, code) => text.replace(code, ''), parser);
}

/** Bundles Alpine without the parts that the page does not use. */
export const SMALLER_ALPINE: Plugin = {
  name: 'smaller-alpine',
  setup: ({ onLoad }) => {
    const filter = /@alpinejs[\\/]csp[\\/]dist[\\/]module\.esm\.js$/;
    onLoad({ filter }, async ({ path }) => ({
      contents: withoutUnusedParts(await readFile(path, 'utf8')),
    }));
  },
};
