/**
 * A new passphrase, typed twice, with how good it is.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../state/language.ts";
import { LEAST_CHARACTERS, type Strength, strengthOf } from "../state/passphrase_strength.ts";
import { PassphraseField } from "./fields.tsx";

/** What is typed, and what is wrong with it. */
export interface NewPassphrase {
  readonly first: Signal<string>;
  readonly second: Signal<string>;
  readonly wrongFirst: Signal<string | null>;
  readonly wrongSecond: Signal<string | null>;
  /** The passphrase when it can be sent; otherwise null, and the fields say why. */
  check(): string | null;
}

/** The state of the two fields. */
export function useNewPassphrase(): NewPassphrase {
  const first = useSignal("");
  const second = useSignal("");
  const wrongFirst = useSignal<string | null>(null);
  const wrongSecond = useSignal<string | null>(null);
  return {
    first,
    second,
    wrongFirst,
    wrongSecond,
    check: () => {
      const strength = strengthOf(first.value);
      wrongFirst.value = strength.level < 2 ? strengthWords(strength) : null;
      wrongSecond.value = first.value === second.value ? null : t("passphrase.differ");
      return wrongFirst.value === null && wrongSecond.value === null ? first.value : null;
    },
  };
}

/** The two fields. */
export function NewPassphraseFields(
  { state, focus }: { readonly state: NewPassphrase; readonly focus?: boolean },
): JSX.Element {
  const strength = strengthOf(state.first.value);
  return (
    <>
      <PassphraseField
        label={t("passphrase.new")}
        hint={t("passphrase.hint", { n: LEAST_CHARACTERS })}
        value={state.first.value}
        onInput={(value) => {
          state.first.value = value;
          state.wrongFirst.value = null;
        }}
        wrong={state.wrongFirst.value}
        isNew
        focus={focus ?? false}
      />
      <div class="field">
        <div class="meter" data-level={strength.level} aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
        </div>
        <p class="hint" role="status">{strengthWords(strength)}</p>
      </div>
      <PassphraseField
        label={t("passphrase.again")}
        value={state.second.value}
        onInput={(value) => {
          state.second.value = value;
          state.wrongSecond.value = null;
        }}
        wrong={state.wrongSecond.value}
        isNew
      />
    </>
  );
}

function strengthWords({ level, missing, repeats }: Strength): string {
  if (repeats) return t("passphrase.repeats");
  if (level < 2) return t("passphrase.missing", { n: missing });
  return t(`passphrase.level${level === 2 ? 2 : level === 3 ? 3 : 4}`);
}
