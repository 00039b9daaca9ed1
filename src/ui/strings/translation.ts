import type { ERRORS } from './en/errors.ts';
import type { LABELS } from './en/labels.ts';
import type { MESSAGES } from './en/messages.ts';
import type { SERVER } from './en/server.ts';

/** A text in its plural forms, by CLDR plural category. `#` is the number. */
export type PluralForms = { readonly other: string } & {
  readonly [form in Intl.LDMLPluralRule]?: string;
};

/** The shape of the English text, with other words. */
type Translated<Text> = Text extends string
  ? string
  : Text extends { readonly other: string }
    ? PluralForms
    : { readonly [Key in keyof Text]: Translated<Text[Key]> };

/** Everything that the page and its server say, in one language. */
export interface Translation {
  readonly labels: Translated<typeof LABELS>;
  readonly messages: Translated<typeof MESSAGES>;
  readonly errors: Translated<typeof ERRORS>;
  readonly server: Translated<typeof SERVER>;
}
