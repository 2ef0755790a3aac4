/**
 * Which of the page's faces is shown. What the hub says decides, never what was pressed last.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { link, status } from "./state/hub.ts";
import { freshRecoveryKey } from "./state/recovery_key.ts";
import { settingUp } from "./state/session.ts";
import { AskPassphrase } from "./view/ask_passphrase.tsx";
import { SaidLines } from "./view/said_lines.tsx";
import { Frame } from "./frame.tsx";
import { Cover } from "./screens/cover.tsx";
import { Entrance, Resting, Starting, Stopped, Stopping } from "./screens/entrance.tsx";
import { FirstStart } from "./screens/first_start.tsx";
import { Login } from "./screens/login.tsx";
import { Recovery } from "./screens/recovery.tsx";
import { RecoveryKeyScreen } from "./screens/recovery_key.tsx";
import { Working } from "./screens/working.tsx";

/** The whole page. */
export function App(): JSX.Element {
  return (
    <>
      <Face />
      <AskPassphrase />
      <SaidLines />
    </>
  );
}

function Face(): JSX.Element {
  if (link.value === "noLink" || link.value === "usedLink") {
    return <Entrance used={link.value === "usedLink"} />;
  }
  if (link.value === "stopped") return <Stopped />;
  const hub = status.value;
  if (hub === null) return <Starting />;
  if (hub.stopping) return <Stopping />;
  // Shown this one time: nothing may push it aside, a lock neither.
  if (freshRecoveryKey.value !== null) {
    return <RecoveryKeyScreen recoveryKey={freshRecoveryKey.value} />;
  }
  if (link.value === "resting") return <Resting />;
  if (settingUp.value !== null) return <FirstStart hub={settingUp.value} />;
  if (hub.state === "new") return <FirstStart hub={hub} />;
  if (hub.work !== null && hub.busy !== null) {
    const copy = hub.state === "unlocked" ? hub.copies.step : null;
    return <Working step={hub.busy} work={hub.work} copy={copy} />;
  }
  if (hub.state === "damaged") return <Recovery hub={hub} />;
  if (hub.state === "locked") return <Login hub={hub} />;
  if (hub.hidden) return <Cover hub={hub} />;
  return <Frame hub={hub} />;
}
