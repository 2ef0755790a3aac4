/**
 * Pair: the QR code, how long it works, and the phone that has just come in.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAction } from "../state/actions.ts";
import { second } from "../state/clock.ts";
import type { OperatorPhone, UnlockedStatus } from "../state/hub.ts";
import { countdown, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { SelectField } from "../view/fields.tsx";
import { Card, Empty, Facts, Note, Pill } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";

const OPEN_MINUTES = 10;
/** A phone counts as just paired this long, ms. */
const JUST_NOW_MS = 15 * 60_000;

/** The code for phones. */
export function Pair({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  return (
    <Screen title={t("place.pair")} intro={t("pair.intro")}>
      {!hub.hasAccounts && (
        <Note tone="warn">
          <strong>{t("notice.noAccounts")}</strong>
          <p>{t("notice.noAccountsText")}</p>
        </Note>
      )}
      <div class="pair printed">
        <div class="stack">
          <Code hub={hub} />
          <p class="only-print">
            {t("pair.paper", { name: hub.hubName, address: hub.lanUrl ?? "" })}
          </p>
        </div>
        <div class="stack">
          <Window hub={hub} />
          <Card title={t("pair.check")}>
            <p class="soft">{t("pair.checkText")}</p>
            <Facts
              rows={[
                [t("server.name"), <bdi key="name">{hub.hubName}</bdi>],
                [t("server.address"), <code key="url">{hub.lanUrl ?? "–"}</code>],
                [t("pair.fingerprint"), <code key="print">{hub.fingerprint}</code>],
              ]}
            />
            <CopyAddress address={hub.lanUrl} />
          </Card>
          <Network hub={hub} />
        </div>
      </div>
      <Arrivals hub={hub} />
    </Screen>
  );
}

function Code({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  // Another address makes another code; the same code is not loaded again.
  const { pairingText } = hub;
  /** The last code there was: after a break of the network the same one is no news. */
  const before = useSignal(pairingText);
  const changed = useSignal(false);
  useEffect(() => {
    if (pairingText === null || before.value === pairingText) return;
    if (before.value !== null) changed.value = true;
    before.value = pairingText;
  }, [pairingText]);
  return (
    <>
      <div role="status">
        {changed.value && (
          <Note tone="warn">
            <p>{t("pair.changed")}</p>
          </Note>
        )}
      </div>
      <div class="qr" data-closed={hub.pairing.open ? undefined : "true"}>
        {pairingText === null ? <p>{t("pair.noCode")}</p> : (
          <img
            src={`/api/pairing.svg?for=${encodeURIComponent(hub.lanUrl ?? "")}`}
            alt={t("pair.codeAlt")}
            width="380"
            height="380"
          />
        )}
      </div>
      <div class="buttons no-print">
        <Button icon="print" off={pairingText === null} onPress={() => print()}>
          {t("pair.print")}
        </Button>
      </div>
    </>
  );
}

function Window({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  const action = useAction({ aloud: true });
  const { pairing } = hub;
  const open = () =>
    action.run(() => call(() => api.pairing.open.$post({ json: { minutes: OPEN_MINUTES } })));
  if (!pairing.open) {
    return (
      <div class="card no-print">
        <div role="status">
          <h2>{t("pair.closed")}</h2>
        </div>
        <p class="soft">{t("pair.closedText")}</p>
        <div class="buttons">
          <Button
            key="open"
            kind="primary"
            large
            icon="pair"
            busy={action.busy.value}
            onPress={() => void open()}
          >
            {t("pair.open", { n: OPEN_MINUTES })}
          </Button>
        </div>
      </div>
    );
  }
  const leftMs = pairing.untilMs === null ? null : pairing.untilMs - second.value;
  return (
    <div class="card no-print">
      <div role="status">
        <h2>{t("pair.isOpen")}</h2>
      </div>
      {leftMs === null ? <p>{t("pair.toEnd")}</p> : (
        <p>
          <span class="countdown" role="timer">{countdown(leftMs)}</span>{" "}
          <span class="soft">{t("pair.left")}</span>
        </p>
      )}
      <ol class="stack tight">
        <li>{t("pair.step1")}</li>
        <li>{t("pair.step2")}</li>
        <li>{t("pair.step3")}</li>
      </ol>
      <div class="buttons">
        {/* Keys: a second Enter must not close what the first has opened, nor open it again. */}
        <Button
          key="close"
          busy={action.busy.value}
          onPress={() => void action.run(() => call(() => api.pairing.close.$post()))}
        >
          {t("pair.close")}
        </Button>
        {pairing.untilMs !== null && (
          <Button
            key="longer"
            kind="quiet"
            busy={action.busy.value}
            onPress={() => void open()}
          >
            {t("pair.longer")}
          </Button>
        )}
      </div>
    </div>
  );
}

function CopyAddress({ address }: { readonly address: string | null }): JSX.Element | null {
  if (address === null) return null;
  return (
    <div class="buttons no-print">
      <Button
        icon="copy"
        onPress={async () => {
          try {
            // Not there at all in web views that do not count a page from loopback as secure.
            await navigator.clipboard.writeText(address);
            say(t("pair.copied"));
          } catch {
            say(t("pair.notCopied"), { isError: true });
          }
        }}
      >
        {t("pair.copy")}
      </Button>
    </div>
  );
}

const LIKELIEST = "";

function Network({ hub }: { readonly hub: UnlockedStatus }): JSX.Element | null {
  const action = useAction({ aloud: true });
  const { addresses, choice } = hub.network;
  if (addresses.length < 2 && choice === null) return null;
  const gone = choice !== null && !addresses.some(({ address }) => address === choice);
  return (
    <div class="card no-print">
      <SelectField
        label={t("pair.network")}
        hint={t("pair.networkHint")}
        value={gone ? LIKELIEST : choice ?? LIKELIEST}
        options={[
          [LIKELIEST, t("pair.likeliest")],
          ...addresses.map(({ address, interfaceName }) =>
            [address, `${address} (${interfaceName})`] as const
          ),
        ]}
        onChange={(value) =>
          void action.run(() =>
            call(() => api.address.$post({ json: { address: value === LIKELIEST ? null : value } }))
          )}
      />
      {gone && (
        <Note tone="warn">
          <p>{t("pair.choiceGone", { address: choice })}</p>
        </Note>
      )}
    </div>
  );
}

/** Phones that wait for a login, and those that came in a moment ago. */
function Arrivals({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  // By the hub's own clock, which does not follow a leap of this computer's.
  const nowMs = second.value - hub.clockAheadMs;
  const arrivals = hub.devices.filter(({ status, firstSeenMs }) =>
    status === "waiting" || status === "admitted" && nowMs - firstSeenMs < JUST_NOW_MS
  );
  return (
    <section class="stack" aria-label={t("pair.arrivals")}>
      <h2>{t("pair.arrivals")}</h2>
      <div role="status" aria-atomic="false" class="phones">
        {arrivals.map((phone) => <Arrival key={phone.deviceId} phone={phone} />)}
      </div>
      {arrivals.length === 0 && (
        <Empty icon="phone" title={t("pair.noArrivals")}>
          <a href={linkTo("phones")}>{t("server.toPhones")}</a>
        </Empty>
      )}
    </section>
  );
}

function Arrival({ phone }: { readonly phone: OperatorPhone }): JSX.Element {
  const action = useAction({ aloud: true });
  const waiting = phone.status === "waiting";
  return (
    <div class="card">
      <div class="card-head">
        <h3>
          <bdi>{phone.name}</bdi>
        </h3>
        <Pill tone={waiting ? "warn" : "good"} icon={waiting ? "clock" : "check"}>
          {t(waiting ? "phone.waiting" : "phone.paired")}
        </Pill>
      </div>
      <p>
        {waiting
          ? t("pair.waitsForLogin")
          : t("pair.loggedIn", { name: phone.userName ?? t("phone.unknownUser") })}
      </p>
      <p class="soft small">{t("pair.from", { address: phone.address })}</p>
      <div class="buttons">
        <Button
          icon="undo"
          label={`${t("undo")}: ${phone.name}`}
          busy={action.busy.value}
          onPress={async () => {
            const id = phone.deviceId;
            if (await action.run(() => call(() => api.devices.undo.$post({ json: { id } })))) {
              say(t("pair.undone", { name: phone.name }));
            }
          }}
        >
          {t("undo")}
        </Button>
      </div>
    </div>
  );
}
