/**
 * Settings of the network: where phones find the hub.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import type { UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { wholeNumber } from "../state/typed_digits.ts";
import { Button } from "../view/button.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Card, Facts, Note } from "../view/notes.tsx";

const LEAST = 1_024;
const MOST = 65_535;

/** Address and port. */
export function NetworkCard({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const { portChoice } = hub.network;
  const present = hub.lanUrl === null ? null : Number(new URL(hub.lanUrl).port || "80");
  /** What is typed and not saved; null means the port the hub has, also after others change it. */
  const typed = useSignal<string | null>(null);
  const text = typed.value ?? String(portChoice ?? present ?? "");
  const wrong = useSignal<string | null>(null);
  const action = useAction();
  const send = async () => {
    const port = wholeNumber(text);
    const fits = port !== null && port >= LEAST && port <= MOST;
    wrong.value = fits ? null : t("settings.portBetween");
    if (!fits) return;
    if (!await action.run(() => call(() => api.port.$post({ json: { port } })))) return;
    say(t("saved"));
    if (typed.value === text) typed.value = null;
  };
  return (
    <Card title={t("settings.network")}>
      <Facts rows={[[t("server.address"), <code key="url">{hub.lanUrl ?? "–"}</code>]]} />
      <div class="buttons">
        <a class="button" href={linkTo("pair")}>{t("settings.toAddress")}</a>
      </div>
      <Form onSend={() => void send()}>
        <TextField
          label={t("settings.port")}
          hint={t("settings.portHint")}
          value={text}
          inputMode="numeric"
          maxLength={5}
          letters
          onInput={(value) => typed.value = value}
          wrong={wrong.value ?? action.failure.value}
        />
        {portChoice !== null && present !== null && portChoice !== present && (
          <Note tone="calm">
            <p>{t("settings.portNext", { port: String(portChoice) })}</p>
          </Note>
        )}
        <div class="buttons">
          <Button submit busy={action.busy.value}>{t("save")}</Button>
        </div>
      </Form>
    </Card>
  );
}
