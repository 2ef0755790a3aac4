/**
 * The program and its machine: newer versions, staying awake, starting at login, the report.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { type Action, useAction } from "../state/actions.ts";
import { day, language, size, t } from "../state/language.ts";
import { linkTo } from "../state/places.ts";
import { api, call } from "../state/requests.ts";
import { say } from "../state/said.ts";
import { Button } from "../view/button.tsx";
import { Confirm } from "../view/dialog.tsx";
import { ExportLink } from "../view/export_link.tsx";
import { CheckField } from "../view/fields.tsx";
import { Card, Facts, Failure, Note } from "../view/notes.tsx";
import type { MachineChoices, ProgramStatus, UpdateStatus } from "../../../server/operator/mod.ts";

interface Props {
  /** Missing where only a part of the hub runs. */
  readonly program: ProgramStatus | undefined;
  readonly version: string;
}

/** Everything about the program, for the settings. */
export function ProgramCards({ program, version }: Props): JSX.Element | null {
  if (program === undefined) return null;
  return (
    <>
      <UpdateCard updates={program.updates} version={version} />
      <MachineCard machine={program.machine} />
    </>
  );
}

/** Says where everybody looks that there is a newer version; nothing else is worth a word there. */
export function UpdateNotice({ program }: Pick<Props, "program">): JSX.Element | null {
  const updates = program?.updates;
  if (updates === undefined) return null;
  const { failedVersion, offered, step } = updates;
  if (failedVersion !== null) {
    return (
      <Note tone="warn">
        <p>
          <strong>{t("update.failed", { version: failedVersion })}</strong>
        </p>
        <p>{t("update.failedText")}</p>
      </Note>
    );
  }
  if (offered === null || step !== null) return null;
  return (
    <Note tone="calm">
      <p>
        {t("update.offered", { version: offered.version })}{" "}
        <a href={linkTo("settings")}>{t("update.toSettings")}</a>
      </p>
    </Note>
  );
}

function UpdateCard(
  { updates, version }: { readonly updates: UpdateStatus; readonly version: string },
): JSX.Element {
  const action = useAction();
  // Its own: a file that is being handed over keeps the other one busy.
  const stopping = useAction();
  const upload = useRef<AbortController | null>(null);
  const asking = useSignal<"install" | "back" | null>(null);
  const { checkedAtMs, failedVersion, previousVersion, problem, step, offered } = updates;
  const isIdle = step === null;
  return (
    <Card title={t("update.title")} id="update">
      <Facts
        rows={[
          [t("server.version"), <code key="version">{version}</code>],
          ...(checkedAtMs === null ? [] : [[t("update.checked"), day(checkedAtMs)] as const]),
        ]}
      />
      {failedVersion !== null && (
        <Note tone="warn">
          <p>{t("update.failed", { version: failedVersion })}</p>
          <p>{t("update.failedText")}</p>
        </Note>
      )}
      <div role="status">
        {step !== null && <p>{stepWords(updates)}</p>}
      </div>
      <Failure
        words={problem === null
          ? action.failure.value ?? stopping.failure.value
          : t(`update.problem.${problem}`)}
      />
      {offered !== null && isIdle && <Offer updates={updates} />}
      {!updates.canInstall && <p class="soft">{t("update.sources")}</p>}
      <div class="buttons">
        {offered !== null && isIdle && updates.canInstall && (
          <Button onPress={() => asking.value = "install"}>{t("update.install")}</Button>
        )}
        {isIdle && updates.canCheck && (
          <Button
            busy={action.busy.value}
            onPress={() => void look(action)}
          >
            {t("update.check")}
          </Button>
        )}
        {isIdle && updates.canInstall && <FileButton action={action} upload={upload} />}
        {(step === "fetching" || step === "waiting") && (
          <Button
            onPress={() =>
              void stopping.run(async () => {
                await call(() => api.program.update.cancel.$post());
                upload.current?.abort();
              })}
          >
            {t("cancel")}
          </Button>
        )}
        {isIdle && previousVersion !== null && (
          <Button
            kind="quiet"
            onPress={() => asking.value = "back"}
          >
            {t("update.back", { version: previousVersion })}
          </Button>
        )}
      </div>
      {asking.value === "install" && offered !== null && (
        <Confirm
          title={t("update.installTitle", { version: offered.version })}
          yes={t("update.install")}
          onYes={() => call(() => api.program.update.install.$post())}
          onClose={() => asking.value = null}
        >
          <p>{t("update.installText")}</p>
        </Confirm>
      )}
      {asking.value === "back" && previousVersion !== null && (
        <Confirm
          title={t("update.backTitle", { version: previousVersion })}
          yes={t("update.backGo")}
          onYes={() => call(() => api.program.update.back.$post())}
          onClose={() => asking.value = null}
        >
          <p>{t("update.backText")}</p>
        </Confirm>
      )}
    </Card>
  );
}

function Offer({ updates: { offered } }: { readonly updates: UpdateStatus }): JSX.Element | null {
  if (offered === null) return null;
  return (
    <Note tone="calm">
      <p>
        <strong>{t("update.offered", { version: offered.version })}</strong>{" "}
        {offered.isHere ? t("update.isHere") : t("update.size", { size: size(offered.bytes) })}
      </p>
      <p dir="auto">{offered.notes[language.value]}</p>
    </Note>
  );
}

function stepWords({ step, part }: UpdateStatus): string {
  if (step === null) return "";
  if (step === "fetching" && part !== null) {
    return t("update.fetchingPart", { percent: Math.floor(part * 100) });
  }
  return t(`update.step.${step}`);
}

async function look(action: Action): Promise<void> {
  const done = await action.run(() => call(() => api.program.update.check.$post()));
  if (done) say(t("update.looked"));
}

interface FileButtonProps {
  readonly action: Action;
  /** Ends the handing over. */
  readonly upload: { current: AbortController | null };
}

/** Chooses an update file, for instance on a USB stick. */
function FileButton({ action, upload }: FileButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const send = (file: File) => {
    const { signal } = upload.current = new AbortController();
    const headers = { "content-type": "application/octet-stream" };
    const init = { method: "POST", headers, body: file, signal };
    void action.run(() =>
      call(() => fetch("/api/program/update/file", init)).catch((error) => {
        if (!signal.aborted) throw error;
      })
    );
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".hubupdate"
        hidden
        aria-label={t("update.file")}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file !== undefined) send(file);
        }}
      />
      <Button busy={action.busy.value} onPress={() => input.current?.click()}>
        {t("update.file")}
      </Button>
    </>
  );
}

function MachineCard({ machine }: Pick<ProgramStatus, "machine">): JSX.Element {
  const action = useAction({ aloud: true });
  const change = (json: Partial<MachineChoices>) =>
    void action.run(() => call(() => api.program.machine.$post({ json })));
  const { keepAwake, isHeldAwake, startAtLogin, canStartAtLogin } = machine;
  return (
    <Card title={t("machine.title")} id="machine">
      <CheckField checked={keepAwake} onChange={(checked) => change({ keepAwake: checked })}>
        {t("machine.keepAwake")}
      </CheckField>
      {keepAwake && !isHeldAwake && <p class="soft small">{t("machine.notHeld")}</p>}
      {canStartAtLogin && (
        <CheckField
          checked={startAtLogin}
          onChange={(checked) => change({ startAtLogin: checked })}
        >
          {t("machine.startAtLogin")}
        </CheckField>
      )}
      <p class="soft small">{t("machine.lid")}</p>
      <h3>{t("report.title")}</h3>
      <p>{t("report.text")}</p>
      <div class="buttons">
        <ExportLink href="/api/program/report">{t("report.save")}</ExportLink>
      </div>
    </Card>
  );
}
