const SIDE = '(?:top|right|bottom|left)';
/** Properties that name a side, a corner or an axis of the screen (CSS Logical Properties 1). */
const PROPERTY = new RegExp(
  [
    `^(?:scroll-)?(?:margin|padding)-${SIDE}$`,
    `^border-(?:${SIDE}(?:-.+)?|(?:top|bottom)-(?:left|right)-radius)$`,
    `^(?:${SIDE}|(?:min-|max-)?(?:width|height)|contain-intrinsic-(?:width|height))$`,
  ].join('|'),
);
/** Properties whose values may name a side. */
const SIDED_VALUE = /^(?:text-align|float|clear|caption-side|resize)$/;
/** Shorthands whose four values go around the box clockwise. */
const SHORTHAND = /^(?:(?:scroll-)?(?:margin|padding)|inset|border-(?:width|style|color|radius))$/;

const COMMENT = /\/\*.*?\*\//gs;
/** A declaration is within a block, which excludes selectors and conditions of at-rules. */
const DECLARATION = /(?<=[{;])\s*([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g;

/** The values of a shorthand; a function call is one value. */
function countValues(value: string): number {
  let flat = value;
  while (/\([^()]*\)/.test(flat)) flat = flat.replace(/\([^()]*\)/g, '');
  return flat.trim().split(/\s+/).length;
}

function isPhysical(property: string, value: string): boolean {
  if (PROPERTY.test(property)) return true;
  if (SIDED_VALUE.test(property)) return /\b(?:left|right)\b/.test(value);
  return SHORTHAND.test(property) && countValues(value) === 4;
}

/** Declarations that would be wrong in a language that runs from right to left. */
export function physicalDeclarations(css: string): string[] {
  return [...css.replace(COMMENT, '').matchAll(DECLARATION)]
    .filter(([, property = '', value = '']) => isPhysical(property, value))
    .map(([, property, value]) => `${property}: ${value?.trim()}`);
}
