/**
 * Can a phone reach this computer, and what to do if not.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import type { HealthReport } from "../state/health.ts";
import { dayAndTime, t } from "../state/language.ts";
import { Card, Facts } from "../view/notes.tsx";

type Reach = NonNullable<HealthReport["facts"]["reach"]>;

/** As their makers call them. */
const NAMES: Readonly<Record<Exclude<Reach["firewall"]["kind"], "none" | "unknown">, string>> = {
  ufw: "ufw",
  firewalld: "firewalld",
  windows: "Windows Defender Firewall",
  macos: "macOS",
};

/** The address, what asking there showed, and the firewall. */
export function ReachCard({ reach }: { readonly reach: Reach }): JSX.Element {
  const { url, result, heardMs, firewall } = reach;
  const isSafe = heardMs !== null || firewall.letsIn === true;
  return (
    <Card title={t("health.reach")}>
      <Facts
        rows={[
          [t("server.address"), <code key="url">{url ?? "–"}</code>],
          [t("hero.label"), t(`health.reach.${result}`)],
          [t("health.heard"), heardMs === null ? t("health.never") : dayAndTime(heardMs)],
          [t("health.firewall"), firewallWords(firewall)],
        ]}
      />
      {firewall.fix !== null && !isSafe && (
        <div class="stack tight">
          <p class="soft">{t("health.fix")}</p>
          <p>
            <code class="words">{firewall.fix}</code>
          </p>
        </div>
      )}
    </Card>
  );
}

function firewallWords({ kind, active }: Reach["firewall"]): string {
  if (kind === "unknown") return t("health.unknown");
  if (kind === "none") return t("health.firewallNone");
  const name = NAMES[kind];
  return active === true ? t("health.firewallOn", { name }) : t("health.firewallUnknown", { name });
}
