import type { Directive } from '@alpinejs/csp';

/**
 * `x-content="id"`: begins with the content of the template that has this id. All rows of a history share such a
 * template; what is written into a row's own template is cloned for each row, whether or not it is shown.
 */
export const content: Directive = () => undefined;

/** Alpine calls it before it looks at what the element contains. */
content.inline = (element, { expression }) => {
  const template = document.getElementById(expression);
  if (template instanceof HTMLTemplateElement) element.append(template.content.cloneNode(true));
};
