/**
 * Settings: looks, screen, name and network, phones, passphrase, cloud, keys and data.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { UnlockedStatus } from "../state/hub.ts";
import { t } from "../state/language.ts";
import { Contents } from "../view/contents.tsx";
import { Screen } from "../view/screen.tsx";
import { CloudSettingsCard } from "./cloud_settings.tsx";
import { HubSettingsCard } from "./hub_settings.tsx";
import { ProgramCards } from "./program.tsx";
import { NetworkCard } from "./network_settings.tsx";
import { LooksCard, NameCard, ScreenCard } from "./screen_settings.tsx";
import { KeysCard } from "./keys_card.tsx";
import { PeopleCard } from "./people_card.tsx";
import { ResetCard } from "./reset_card.tsx";
import { SecretsCard } from "./secret_settings.tsx";

/** All settings. What is changed counts at once, except where it says otherwise. */
export function Settings({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  return (
    <Screen title={t("place.settings")} intro={t("settings.intro")}>
      <Contents />
      <LooksCard hub={hub} />
      <ScreenCard hub={hub} />
      <NameCard hub={hub} />
      <NetworkCard hub={hub} />
      <HubSettingsCard />
      <SecretsCard />
      <PeopleCard />
      <CloudSettingsCard cloud={hub.cloud} />
      <ProgramCards program={hub.program} version={hub.programVersion} />
      <KeysCard hub={hub} />
      <ResetCard />
    </Screen>
  );
}
