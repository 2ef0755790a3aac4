/**
 * The language, to be changed by someone who cannot read the present one.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { isLanguage, language, LANGUAGE_NAMES, t } from "../state/language.ts";
import { chooseLanguage } from "../state/looks.ts";

/** A list of languages, each by its own name. */
export function LanguageChoice(): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class="unseen">{t("language")}</label>
      <select
        id={id}
        class="input"
        value={language.value}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isLanguage(value)) chooseLanguage(value);
        }}
      >
        {Object.entries(LANGUAGE_NAMES).map(([name, own]) => (
          <option key={name} value={name} lang={name} selected={name === language.value}>
            {own}
          </option>
        ))}
      </select>
    </div>
  );
}
