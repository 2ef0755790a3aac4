/**
 * Settings of serving: how long phones stay known, and how much goes into one answer.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { useReading } from "../state/reading.ts";
import { api, call, read } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { wholeNumber } from "../state/typed_digits.ts";
import { Busy } from "../view/busy.tsx";
import { Button } from "../view/button.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Card, Failure } from "../view/notes.tsx";
import type { HubSettings } from "../../../server/operator/mod.ts";

/** Bounds as the hub has them (`server/database/settings.ts`). */
const BOUNDS = {
  tokenSeenDays: [1, 3_650],
  pageRows: [0, 10_000_000],
  pageMiB: [0, 1_024],
  maxBodyMiB: [1, 256],
} as const satisfies Readonly<Record<keyof HubSettings, readonly [least: number, most: number]>>;

const NAMES = Object.keys(BOUNDS) as (keyof HubSettings)[];

type Typed = Readonly<Record<keyof HubSettings, string>>;

/** The numbers, all saved at once. */
export function HubSettingsCard(): JSX.Element {
  const typed = useSignal<Typed | null>(null);
  const reading = useReading(() => read(() => api.settings.$get()));
  /** As the hub has told them: another window may have changed what is not changed here. */
  const told = reading.value;
  const wrong = useSignal<Partial<Record<keyof HubSettings, string>>>({});
  const action = useAction();
  useSignalEffect(() => {
    if (told.value !== null) typed.value = typedOf(told.value);
  });
  const send = async () => {
    const values = typed.value;
    if (values === null) return;
    wrong.value = Object.fromEntries(
      NAMES.filter((name) => !isWithin(name, values[name])).map((name) => [
        name,
        t("settings.between", { least: BOUNDS[name][0], most: BOUNDS[name][1] }),
      ]),
    );
    if (Object.keys(wrong.value).length > 0) return;
    const changed = NAMES.map((name) => [name, wholeNumber(values[name])] as const)
      .filter(([name, value]) => value !== told.value?.[name]);
    const json = Object.fromEntries(changed);
    const done = await action.run(async () => {
      told.value = await call(() => api.settings.$post({ json }));
    });
    if (done) say(t("saved"));
  };
  const values = typed.value;
  return (
    <Card title={t("settings.serving")}>
      <Failure words={reading.failure.value ?? action.failure.value} />
      <Busy words={told.value === null && reading.failure.value === null ? t("reading") : null} />
      {values !== null && (
        <Form onSend={() => void send()} label={t("settings.serving")}>
          <div class="form-grid">
            {NAMES.map((name) => (
              <TextField
                key={name}
                label={t(`settings.${name}`)}
                hint={t(`settings.${name}Hint`)}
                value={values[name]}
                inputMode="numeric"
                onInput={(value) => typed.value = { ...values, [name]: value }}
                wrong={wrong.value[name]}
              />
            ))}
          </div>
          <div class="buttons">
            <Button submit busy={action.busy.value}>{t("save")}</Button>
          </div>
        </Form>
      )}
    </Card>
  );
}

function typedOf(settings: HubSettings): Typed {
  const { tokenSeenDays, pageRows, pageMiB, maxBodyMiB } = settings;
  return {
    tokenSeenDays: String(tokenSeenDays),
    pageRows: String(pageRows),
    pageMiB: String(pageMiB),
    maxBodyMiB: String(maxBodyMiB),
  };
}

function isWithin(name: keyof HubSettings, text: string): boolean {
  const value = wholeNumber(text);
  const [least, most] = BOUNDS[name];
  return value !== null && value >= least && value <= most;
}
