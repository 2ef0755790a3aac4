/**
 * Settings of the cloud: as whom the hub is registered, another key, disconnecting, and a file that
 * sets another hub up.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Explained, useAction } from "../state/actions.ts";
import { type CloudStatus, unconfirmedRows, waitingRows } from "../state/cloud_state.ts";
import { t } from "../state/language.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Dialog } from "../view/dialog.tsx";
import { PassphraseQuestion } from "../view/passphrase_question.tsx";
import { Card, Facts, Failure } from "../view/notes.tsx";
import { askedWords } from "./asked_words.ts";
import { CloudPill } from "./cloud_card.tsx";
import { MakeFile } from "./provision.tsx";
import { RegisterForm } from "./register.tsx";

/** The card. */
export function CloudSettingsCard({ cloud }: { readonly cloud: CloudStatus }): JSX.Element {
  const { registration } = cloud;
  return (
    <Card title={t("cloud.title")} id="cloud">
      {registration === null
        ? (
          <div key="none" class="stack">
            <p>{t("cloud.none")}. {t("cloud.noneText")}</p>
            <RegisterForm />
          </div>
        )
        : <Registered key="registered" cloud={cloud} registration={registration} />}
    </Card>
  );
}

function Registered(
  { cloud, registration }: {
    readonly cloud: CloudStatus;
    readonly registration: NonNullable<CloudStatus["registration"]>;
  },
): JSX.Element {
  const asking = useSignal<"again" | "make" | "leave" | null>(null);
  const checking = useAction();
  const close = () => asking.value = null;
  const check = () =>
    checking.run(async () => {
      const { problem } = await call(() => api.cloud.check.$post());
      if (problem !== null) throw new Explained(askedWords(problem));
      say(t("registered.checked"));
    });
  return (
    <>
      <div>
        <CloudPill cloud={cloud} />
      </div>
      <Facts rows={factsOf(registration)} />
      <Failure words={checking.failure.value} />
      <div class="buttons">
        <Button icon="sync" busy={checking.busy.value} onPress={() => void check()}>
          {t("registered.check")}
        </Button>
        <Button icon="key" onPress={() => asking.value = "again"}>{t("register.again")}</Button>
      </div>
      <h3>{t("make.title")}</h3>
      <p class="soft">{t("make.text")}</p>
      <div class="buttons">
        <Button icon="download" onPress={() => asking.value = "make"}>{t("make.go")}</Button>
      </div>
      <h3>{t("deregister.go")}</h3>
      <div class="buttons">
        <Button kind="danger" onPress={() => asking.value = "leave"}>{t("deregister.go")}</Button>
      </div>
      {asking.value === "again" && (
        <Dialog key="again" title={t("register.again")} onClose={close}>
          <p>{t("register.againText")}</p>
          <RegisterForm url={registration.url} onDone={close} onCancel={close} />
        </Dialog>
      )}
      {asking.value === "make" && <MakeFile key="make" onClose={close} />}
      {asking.value === "leave" && <Deregister key="leave" cloud={cloud} onClose={close} />}
    </>
  );
}

function factsOf({ url, device }: NonNullable<CloudStatus["registration"]>) {
  const rows: [string, JSX.Element | string][] = [
    [t("registered.url"), <code key="url">{url}</code>],
    [t("registered.key"), t("registered.keyKept")],
  ];
  if (device === null) return [...rows, [t("registered.state"), t("registered.notAsked")] as const];
  const { name, status, clinics } = device;
  rows.push([t("registered.name"), <bdi key="name">{name}</bdi>], [
    t("registered.state"),
    status === "active" ? t("registered.active") : t("registered.other", { state: status }),
  ]);
  const names = clinics.map((clinic) => (
    <li key={clinic.id}>
      <bdi>{clinic.name ?? clinic.id}</bdi>
    </li>
  ));
  rows.push([
    t("registered.clinics"),
    names.length === 0
      ? t("registered.noClinics")
      : <ul key="clinics" class="stack tight">{names}</ul>,
  ]);
  return rows;
}

function Deregister(
  { cloud, onClose }: { readonly cloud: CloudStatus; readonly onClose: () => void },
): JSX.Element {
  const action = useAction();
  const left = waitingRows(cloud) + unconfirmedRows(cloud) + cloud.notTaken;
  const send = async (passphrase: string) => {
    if (await action.run(() => call(() => api.cloud.deregister.$post({ json: { passphrase } })))) {
      say(t("deregister.done"));
      onClose();
    }
  };
  return (
    <Dialog title={t("deregister.title")} onClose={onClose}>
      <PassphraseQuestion {...{ action, onClose }} go={t("deregister.go")} isDanger onSend={send}>
        <p>{t("deregister.text")}</p>
        {left > 0 && (
          <p>
            <strong>{t("deregister.waiting", { n: left })}</strong>
          </p>
        )}
      </PassphraseQuestion>
    </Dialog>
  );
}
