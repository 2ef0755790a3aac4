/**
 * Help: works with no network, one part for each screen, and a card for the people with the phones.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { helpTopic, PLACES } from "../state/places.ts";
import { Button } from "../view/button.tsx";
import { Card, Facts } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";

const TOPICS = PLACES.filter((name) => name !== "help");

/** All parts; the one that was asked for is open. */
export function Help({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const asked = helpTopic.value;
  useEffect(() => {
    if (asked !== null) document.getElementById(`help-${asked}`)?.querySelector("summary")?.focus();
  }, [asked]);
  return (
    <Screen title={t("place.help")} intro={t("help.intro")}>
      <Card title={t("help.problems")}>
        {(["noPhone", "noLogin", "notAll", "noCloud", "forgot", "moved"] as const).map((name) => (
          <details key={name}>
            <summary>{t(`help.${name}`)}</summary>
            <p>{t(`help.${name}Text`)}</p>
          </details>
        ))}
      </Card>
      <Card title={t("help.screens")}>
        {TOPICS.map((name) => (
          <details key={name} id={`help-${name}`} open={asked === name}>
            <summary>{t(`place.${name}`)}</summary>
            <p>{t(`help.${name}`)}</p>
          </details>
        ))}
      </Card>
      <Card title={t("help.card")} printed>
        <p>{t("help.cardText", { name: hub.hubName })}</p>
        <ol class="stack tight">
          {(["card1", "card2", "card3", "card4"] as const).map((name, index) => (
            <li key={name}>{t("help.step", { n: index + 1 })} {t(`help.${name}`)}</li>
          ))}
        </ol>
        <h3>{t("help.cardTrouble")}</h3>
        <ul class="stack tight">
          {(["trouble1", "trouble2", "trouble3", "trouble4"] as const).map((name) => (
            <li key={name}>• {t(`help.${name}`)}</li>
          ))}
        </ul>
        <Facts
          rows={[
            [t("server.name"), <bdi key="name">{hub.hubName}</bdi>],
            [t("server.address"), <code key="url">{hub.lanUrl ?? "–"}</code>],
            [t("pair.fingerprint"), <code key="print">{hub.fingerprint}</code>],
          ]}
        />
        <div class="buttons no-print">
          <Button icon="print" onPress={() => print()}>{t("help.print")}</Button>
        </div>
      </Card>
    </Screen>
  );
}
