/**
 * The hidden screen: whether phones are served can be seen, everything else asks for the passphrase.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { requireTyped, useAction } from "../state/actions.ts";
import { hubNow } from "../state/clock.ts";
import { isConnected, type UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { showScreen } from "../state/presence.ts";
import { Alone } from "../view/alone.tsx";
import { Button } from "../view/button.tsx";
import { Form, PassphraseField } from "../view/fields.tsx";
import { Hero } from "../view/hero.tsx";
import { AskEnd } from "./ask_end.tsx";
import { UrgentProblems } from "./problem_list.tsx";

/** An open hub behind a hidden screen. */
export function Cover({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const passphrase = useSignal("");
  const action = useAction();
  const asking = useSignal(false);
  const connected = hub.devices.filter((phone) => isConnected(phone, hubNow.value)).length;
  return (
    <Alone title={hub.hubName} focusTitle={false}>
      <Hero hub={hub}>
        <p>{t("phones.connected", { n: connected })}</p>
      </Hero>
      <UrgentProblems problems={hub.problems} />
      <p class="soft">{t("cover.text")}</p>
      <Form
        onSend={() =>
          void action.run(async () => {
            requireTyped(passphrase.value);
            await showScreen(passphrase.value);
          })}
        label={t("cover.go")}
      >
        <PassphraseField
          label={t("field.passphrase")}
          value={passphrase.value}
          onInput={(value) => passphrase.value = value}
          wrong={action.failure.value}
          focus
        />
        <div class="buttons">
          <Button kind="primary" large submit icon="show" busy={action.busy.value}>
            {t("cover.go")}
          </Button>
          <Button
            kind="quiet"
            icon="lock"
            onPress={() => asking.value = true}
          >
            {t("lock.go")}
          </Button>
        </div>
      </Form>
      {asking.value && (
        <AskEnd
          question="lock"
          connected={connected}
          onClose={() => asking.value = false}
        />
      )}
    </Alone>
  );
}
