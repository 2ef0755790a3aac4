/**
 * The frame around the screens of an open hub: places to go, and the state that is always seen.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { useAction } from "./state/actions.ts";
import { link, setupDone, type UnlockedStatus } from "./state/hub.ts";
import { waitingForWord } from "./state/attention.ts";
import { number, t } from "./state/language.ts";
import { linkTo, type Place, place, PLACES } from "./state/places.ts";
import { type Serving, servingOf } from "./state/serving.ts";
import { hideScreen } from "./state/presence.ts";
import { Activity } from "./screens/activity.tsx";
import { Attention } from "./screens/attention.tsx";
import { Backups } from "./screens/backups.tsx";
import { Health } from "./screens/health.tsx";
import { CloudLine } from "./screens/cloud_card.tsx";
import { Help } from "./screens/help.tsx";
import { Pair } from "./screens/pair.tsx";
import { Phones } from "./screens/phones.tsx";
import { Records } from "./screens/records.tsx";
import { Server } from "./screens/server.tsx";
import { Settings } from "./screens/settings.tsx";
import { Setup } from "./screens/setup.tsx";
import { Button } from "./view/button.tsx";
import { Icon, type IconName, Mark } from "./view/icon.tsx";
import { LinkNote } from "./view/link_note.tsx";
import { Pill, type Tone } from "./view/notes.tsx";

const ICONS: Readonly<Record<Place, IconName>> = {
  setup: "steps",
  server: "server",
  pair: "pair",
  phones: "phone",
  activity: "list",
  attention: "flag",
  records: "records",
  backups: "copy",
  health: "heart",
  settings: "settings",
  help: "help",
};

const TONES: Readonly<Record<Serving, Tone>> = {
  unknown: "bad",
  stopped: "warn",
  noNetwork: "bad",
  noAccounts: "warn",
  serving: "good",
};

/** Bar, places and the present screen. */
export function Frame({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const menuOpen = useSignal(false);
  const here = place.value;
  useEffect(() => {
    menuOpen.value = false;
  }, [here]);
  const serving = servingOf(hub, link.value);
  return (
    <div class="frame">
      <a
        class="skip"
        href="#screen"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("#screen h1")?.focus();
        }}
      >
        {t("frame.skip")}
      </a>
      <Side hub={hub} isOpen={menuOpen.value} onClose={() => menuOpen.value = false} />
      <div class="main" inert={menuOpen.value}>
        <header class="bar">
          <span class="menu">
            <Button
              id="menu"
              icon="menu"
              square
              onPress={() => menuOpen.value = true}
            >
              {t("frame.menu")}
            </Button>
          </span>
          <strong>
            <bdi>{hub.hubName}</bdi>
          </strong>
          <span class="push" role="status">
            <Pill tone={TONES[serving]}>{t(`pill.${serving}`)}</Pill>
          </span>
        </header>
        <LinkNote />
        <PresentScreen key={here} hub={hub} name={here} />
      </div>
    </div>
  );
}

function Side(
  { hub, isOpen, onClose }: {
    readonly hub: UnlockedStatus;
    readonly isOpen: boolean;
    readonly onClose: () => void;
  },
): JSX.Element {
  const hiding = useAction({ aloud: true });
  // In the step in which the list appears or goes: there is no moment without a focus.
  useLayoutEffect(() => {
    if (!isOpen) return;
    document.querySelector<HTMLElement>(".side .place")?.focus();
    return () => document.getElementById("menu")?.focus();
  }, [isOpen]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    const onPress = (event: Event) => {
      if (event.target instanceof Element && event.target.closest(".side-in") === null) onClose();
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onPress);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onPress);
    };
  }, [isOpen]);
  const shown = PLACES.filter((name) =>
    name !== "setup" || !setupDone(hub) || place.value === "setup"
  );
  return (
    <section class="side" aria-label={t("product")} data-open={isOpen ? "true" : undefined}>
      <div class="side-in">
        <div class="brand">
          <Mark />
          <span>
            Hikma Health
            <small>Sync Hub</small>
          </span>
        </div>
        <nav class="places" aria-label={t("frame.places")}>
          {shown.map((name) => (
            <a
              key={name}
              class="place"
              href={linkTo(name)}
              aria-current={place.value === name ? "page" : undefined}
              onClick={() => {
                onClose();
              }}
            >
              <Icon name={ICONS[name]} />
              <span>{t(`place.${name}`)}</span>
              {name === "attention" && waitingForWord(hub) > 0 && (
                <span class="count">{number(waitingForWord(hub))}</span>
              )}
            </a>
          ))}
        </nav>
        <div class="side-foot">
          <CloudLine key="cloud" cloud={hub.cloud} />
          {isOpen && <Button icon="cross" onPress={onClose}>{t("close")}</Button>}
          <Button
            icon="hide"
            busy={hiding.busy.value}
            onPress={() => void hiding.run(hideScreen)}
          >
            {t("frame.hide")}
          </Button>
        </div>
      </div>
    </section>
  );
}

function PresentScreen(
  { hub, name }: { readonly hub: UnlockedStatus; readonly name: Place },
): JSX.Element {
  switch (name) {
    case "setup":
      return <Setup hub={hub} />;
    case "server":
      return <Server hub={hub} />;
    case "pair":
      return <Pair hub={hub} />;
    case "phones":
      return <Phones hub={hub} />;
    case "activity":
      return <Activity hub={hub} />;
    case "attention":
      return <Attention hub={hub} />;
    case "records":
      return <Records hub={hub} />;
    case "backups":
      return <Backups hub={hub} />;
    case "health":
      return <Health hub={hub} />;
    case "settings":
      return <Settings hub={hub} />;
    case "help":
      return <Help hub={hub} />;
  }
}
