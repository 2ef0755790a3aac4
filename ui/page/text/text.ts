/**
 * What a text is.
 *
 * @module
 */

/** A language of the page, as BCP 47 has it. */
export type Language = "en" | "es" | "ar";

/** One text for each plural category of the language (Unicode CLDR), chosen by `{n}`. */
export type PluralText = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/** `{name}` stands for a value. */
export type Text = string | PluralText;

/** The texts of one language. */
export type Catalogue<K extends string> = Readonly<Record<K, Text>>;
