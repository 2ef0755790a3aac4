/**
 * Settings of the screen: looks, hiding, and the hub's name.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { isLanguage, language, LANGUAGE_NAMES, t } from "../state/language.ts";
import { choose, preferences } from "../state/looks.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Choices, Form, SelectField, TextField } from "../view/fields.tsx";
import { Card } from "../view/notes.tsx";
import type { ScreenPreferences } from "../../../server/operator/mod.ts";

interface CardProps {
  readonly hub: UnlockedStatus;
}

/** Language and colours. */
export function LooksCard({ hub }: CardProps): JSX.Element {
  const action = useAction({ aloud: true });
  const change = (what: Partial<ScreenPreferences>) => void action.run(() => choose(what));
  const { theme, contrast, digits } = preferences.value ?? hub.preferences;
  return (
    <Card title={t("settings.looks")}>
      <Choices
        label={t("language")}
        value={language.value}
        options={Object.entries(LANGUAGE_NAMES).map(([name, own]) => [name, own, name])}
        onChange={(name) => isLanguage(name) && change({ language: name })}
      />
      <Choices
        label={t("settings.theme")}
        value={theme}
        options={(["system", "light", "dark"] as const).map((name) => [name, t(`theme.${name}`)])}
        onChange={(name) => change({ theme: name as ScreenPreferences["theme"] })}
      />
      <Choices
        label={t("settings.contrast")}
        value={contrast}
        options={(["system", "more"] as const).map((name) => [name, t(`contrast.${name}`)])}
        onChange={(name) => change({ contrast: name as ScreenPreferences["contrast"] })}
      />
      {language.value === "ar" && (
        <Choices
          label={t("settings.digits")}
          value={digits}
          hint={t("settings.digitsHint")}
          options={[["latn", "123"], ["arab", "١٢٣"]]}
          onChange={(name) => change({ digits: name as ScreenPreferences["digits"] })}
        />
      )}
    </Card>
  );
}

const HIDE_MINUTES = [2, 5, 15, 30, 60] as const;
const LOCK_HOURS = [4, 8, 12, 24] as const;
const NEVER = "never";

/** When the screen is hidden, and when the hub locks itself. */
export function ScreenCard({ hub }: CardProps): JSX.Element {
  const action = useAction({ aloud: true });
  const change = (what: Partial<ScreenPreferences>) => void action.run(() => choose(what));
  const { hideAfterMinutes, lockAfterHours } = preferences.value ?? hub.preferences;
  return (
    <Card title={t("settings.screen")}>
      <SelectField
        label={t("settings.hide")}
        hint={t("settings.hideHint")}
        value={String(hideAfterMinutes)}
        options={withPresent(HIDE_MINUTES, hideAfterMinutes).map((
          n,
        ) => [String(n), t("settings.minutes", { n })])}
        onChange={(value) => change({ hideAfterMinutes: Number(value) })}
      />
      <SelectField
        label={t("settings.lock")}
        hint={t("settings.lockHint")}
        value={lockAfterHours === null ? NEVER : String(lockAfterHours)}
        options={[
          [NEVER, t("settings.never")],
          ...withPresent(LOCK_HOURS, lockAfterHours).map((n) =>
            [String(n), t("settings.hours", { n })] as const
          ),
        ]}
        onChange={(value) => change({ lockAfterHours: value === NEVER ? null : Number(value) })}
      />
    </Card>
  );
}

/** The usual numbers, and the present one where it is another. */
function withPresent(usual: readonly number[], present: number | null): number[] {
  return [...new Set(present === null ? usual : [...usual, present])].sort((a, b) => a - b);
}

/** The name phones show. */
export function NameCard({ hub }: CardProps): JSX.Element {
  /** What is typed and not saved; null means the name the hub has, also after others change it. */
  const typed = useSignal<string | null>(null);
  const action = useAction();
  const send = async () => {
    const json = { name: typed.value ?? hub.hubName };
    if (!await action.run(() => call(() => api["hub-name"].$post({ json })))) return;
    say(t("saved"));
    if (typed.value === json.name) typed.value = null;
  };
  return (
    <Card title={t("settings.name")}>
      <Form onSend={() => void send()} label={t("settings.name")}>
        <TextField
          label={t("setup.hubName")}
          hint={t("setup.hubNameHint")}
          value={typed.value ?? hub.hubName}
          maxLength={64}
          onInput={(value) => typed.value = value}
          wrong={action.failure.value}
        />
        <div class="buttons">
          <Button submit busy={action.busy.value}>{t("save")}</Button>
        </div>
      </Form>
    </Card>
  );
}
