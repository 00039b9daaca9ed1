import { lazy } from '../../protocol/lazy.ts';
import { strings } from './catalogue.ts';
import type { PluralForms } from './translation.ts';

/** The names of a text's placeholders: of `{name} left`, `name`. */
type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** Replaces the `{placeholders}` of a text. Values are not searched for placeholders. */
export const format = <Text extends string>(
  text: Text,
  values: Readonly<Record<Placeholder<Text>, string>>,
): string => text.replace(/\{(\w+)\}/g, (_written, name: Placeholder<Text>) => values[name]);

const rules = lazy(() => new Intl.PluralRules(strings.locale));
const numbers = lazy(() => new Intl.NumberFormat(strings.locale));

/** The plural form that the language uses for a number, with the number in place of `#`. */
export const formatCount = (forms: PluralForms, count: number): string =>
  (forms[rules().select(count)] ?? forms.other).replace('#', numbers().format(count));
