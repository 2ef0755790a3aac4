/**
 * Phones: who they are, how they are doing, rename, remove and let back in.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { hubNow } from "../state/clock.ts";
import { isConnected, type OperatorPhone, scanState, type UnlockedStatus } from "../state/hub.ts";
import { ago, day, dayAndTime, number, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Confirm, Dialog } from "../view/dialog.tsx";
import { Form, TextField } from "../view/fields.tsx";
import { Empty, Facts, Note, Pill } from "../view/notes.tsx";
import { Screen } from "../view/screen.tsx";

/** Every phone that was ever paired, and those that wait. */
export function Phones({ hub }: { readonly hub: UnlockedStatus }): JSX.Element {
  return (
    <Screen
      title={t("place.phones")}
      intro={t("phones.intro")}
      action={<a class="button primary" href={linkTo("pair")}>{t("server.pair")}</a>}
    >
      {hub.devices.length === 0
        ? (
          <Empty icon="phone" title={t("phones.none")}>
            <p>{t("phones.noneText")}</p>
          </Empty>
        )
        : (
          <ul class="phones">
            {hub.devices.map((phone) => <PhoneCard key={phone.deviceId} phone={phone} />)}
          </ul>
        )}
    </Screen>
  );
}

function PhoneCard({ phone }: { readonly phone: OperatorPhone }): JSX.Element {
  const asking = useSignal<"remove" | "rename" | null>(null);
  const action = useAction({ aloud: true });
  const { status, name, deviceId: id } = phone;
  const never = t("phone.never");
  const letIn = async () => {
    if (await action.run(() => call(() => api.devices.reinstate.$post({ json: { id } })))) {
      say(t("phones.letIn", { name }));
    }
  };
  return (
    <li class="card phone" data-gone={status === "revoked" ? "true" : undefined}>
      <div class="card-head">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <State phone={phone} />
      </div>
      <Facts
        rows={[
          [
            t("phone.user"),
            <bdi key="user">
              {phone.userName ??
                (phone.userId === null ? t("phone.nobody") : t("phone.unknownUser"))}
            </bdi>,
          ],
          [
            t("phone.lastSeen"),
            <span key="seen" title={dayAndTime(phone.lastSeenMs)}>
              {ago(phone.lastSeenMs, hubNow.value)}
            </span>,
          ],
          [
            t("phone.lastSync"),
            phone.lastSyncMs === null
              ? never
              : (
                <span key="sync" title={dayAndTime(phone.lastSyncMs)}>
                  {ago(phone.lastSyncMs, hubNow.value)}
                </span>
              ),
          ],
          [t("phone.rowsIn"), number(phone.rowsIn)],
          [t("phone.rowsOut"), number(phone.rowsOut)],
        ]}
      />
      <Notes phone={phone} />
      <div class="buttons">
        {status === "admitted" && (
          <>
            <Button
              label={`${t("phones.rename")}: ${name}`}
              onPress={() => asking.value = "rename"}
            >
              {t("phones.rename")}
            </Button>
            <Button
              kind="danger"
              label={`${t("phones.remove")}: ${name}`}
              onPress={() => asking.value = "remove"}
            >
              {t("phones.remove")}
            </Button>
          </>
        )}
        {status === "waiting" && (
          <Button
            key="undo"
            icon="undo"
            label={`${t("undo")}: ${name}`}
            busy={action.busy.value}
            onPress={() =>
              void action.run(() => call(() => api.devices.undo.$post({ json: { id } })))}
          >
            {t("undo")}
          </Button>
        )}
        {status === "revoked" && (
          <Button
            key="letIn"
            label={`${t("phones.letInGo")}: ${name}`}
            busy={action.busy.value}
            onPress={() => void letIn()}
          >
            {t("phones.letInGo")}
          </Button>
        )}
      </div>
      {asking.value === "remove" && (
        <Confirm
          title={t("phones.removeTitle", { name })}
          yes={t("phones.remove")}
          danger
          onYes={async () => {
            await call(() => api.devices.revoke.$post({ json: { id } }));
            say(t("phones.removed", { name }), {
              undo: async () => {
                await call(() => api.devices.reinstate.$post({ json: { id } }));
              },
            });
          }}
          onClose={() => asking.value = null}
        >
          <p>{t("phones.removeText")}</p>
        </Confirm>
      )}
      {asking.value === "rename" && <Rename phone={phone} onClose={() => asking.value = null} />}
    </li>
  );
}

function State({ phone }: { readonly phone: OperatorPhone }): JSX.Element {
  if (phone.status === "waiting") return <Pill tone="warn" icon="clock">{t("phone.waiting")}</Pill>;
  if (phone.status === "revoked") return <Pill tone="calm" icon="cross">{t("phone.removed")}</Pill>;
  if (isConnected(phone, hubNow.value)) return <Pill tone="good">{t("phone.connected")}</Pill>;
  return <Pill tone="calm" icon="phone">{t("phone.paired")}</Pill>;
}

function Notes({ phone }: { readonly phone: OperatorPhone }): JSX.Element | null {
  if (phone.status !== "admitted") return null;
  const scan = scanState(phone, hubNow.value);
  return (
    <>
      {phone.hasMore && (
        <Note tone="calm">
          <p>{hasPartWords(phone)}</p>
        </Note>
      )}
      {scan === "soon" && (
        <Note tone="warn">
          <p>{t("phone.scanSoon", { date: day(phone.tokensLapseAtMs ?? 0) })}</p>
        </Note>
      )}
      {scan === "now" && (
        <Note tone="warn">
          <p>{t("phone.scanNow")}</p>
        </Note>
      )}
      {phone.ahead !== null && (
        <Note tone="warn">
          <p>{t("phone.ahead", { time: dayAndTime(phone.ahead.sinceMs) })}</p>
        </Note>
      )}
      {phone.scopeShrunkMs !== null && (
        <Note tone="calm">
          <p>{t("phone.scopeShrunk", { time: dayAndTime(phone.scopeShrunkMs) })}</p>
        </Note>
      )}
      {phone.newerApp && <p class="soft small">{t("phone.newerApp")}</p>}
    </>
  );
}

function hasPartWords({ progress }: OperatorPhone): string {
  if (progress === null || progress.left === 0) return t("phone.hasMore");
  const { given, left } = progress;
  return t("phone.hasPart", { given, total: given + left });
}

function Rename(
  { phone, onClose }: { readonly phone: OperatorPhone; readonly onClose: () => void },
): JSX.Element {
  const name = useSignal(phone.name);
  const action = useAction();
  const send = async () => {
    const json = { id: phone.deviceId, name: name.value };
    if (await action.run(() => call(() => api.devices.rename.$post({ json })))) {
      say(t("phones.renamed", { name: name.value }));
      onClose();
    }
  };
  return (
    <Dialog title={t("phones.renameTitle", { name: phone.name })} onClose={onClose}>
      <Form onSend={() => void send()}>
        <TextField
          label={t("phones.newName")}
          hint={t("phones.newNameHint")}
          value={name.value}
          maxLength={64}
          onInput={(value) => name.value = value}
          wrong={action.failure.value}
          focus
        />
        <div class="buttons end">
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button kind="primary" submit busy={action.busy.value}>{t("save")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
