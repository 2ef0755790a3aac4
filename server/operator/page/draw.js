// Draws the status of the hub.

import { byId, make, setText, show } from "./elements.js";
import { drawPhones } from "./phones.js";
import { date, dateTime, number, say, size, timeOfDay } from "./words.js";

const SHORT_ID_CHARS = 8;
/** How long a press on the button opens pairing. */
export const PAIRING_MINUTES = 10;

let drawnPairingText = null;
let qrCount = 0;

/** Draws everything; `act(device, action)` is called when a phone's button is pressed. */
export function draw(status, act) {
  const unlocked = status.state === "unlocked";
  drawState(status);
  setText(byId("since"), dateTime(status.startedAtMs));
  setText(byId("version"), status.programVersion);
  for (const id of ["fact-hub-id", "fact-fingerprint", "pairing", "phones", "records"]) {
    show(byId(id), unlocked);
  }
  show(byId("notices"), unlocked && (!status.hasAccounts || status.clockLeapt));
  // Once locked, what was shown before is not kept in the page either.
  if (!unlocked) return drawCounted({ devices: [], rows: {}, quarantined: {} }, act);
  setText(byId("hub-name"), status.hubName);
  setText(byId("hub-id"), status.hubId.slice(0, SHORT_ID_CHARS));
  setText(byId("fingerprint"), status.fingerprint);
  show(byId("no-accounts"), !status.hasAccounts);
  show(byId("clock"), status.clockLeapt);
  if (status.clockLeapt) {
    setText(byId("clock-text"), say("notice.clock", { date: date(Date.now()) }));
  }
  drawPairing(status);
  setText(byId("size"), size(status.databaseBytes));
  drawCounted(status, act);
}

/** Whether pairing is open at this moment. */
export function pairingOpen({ pairing }) {
  return pairing.open && (pairing.untilMs === null || pairing.untilMs > Date.now());
}

function drawState({ state, lanUrl }) {
  const key = state === "locked" ? "locked" : lanUrl === null ? "noNetwork" : "serving";
  setText(byId("state"), say(`status.${key}`));
  byId("state").dataset.good = key === "serving";
  show(byId("locked-hint"), state === "locked");
  show(byId("fact-address"), lanUrl !== null);
  setText(byId("address"), lanUrl ?? "");
}

function drawPairing(status) {
  const open = pairingOpen(status);
  const { untilMs } = status.pairing;
  const text = !open
    ? say("pairing.closed")
    : untilMs === null
    ? say("pairing.openToEnd")
    : say("pairing.openUntil", { time: timeOfDay(untilMs) });
  setText(byId("pairing-state"), text);
  byId("pairing-state").dataset.good = open;
  const count = number(PAIRING_MINUTES);
  setText(byId("pairing-switch"), say(open ? "pairing.close" : "pairing.open", { count }));
  byId("pairing-switch").classList.toggle("primary", !open);
  const { pairingText } = status;
  show(byId("qr"), pairingText !== null);
  show(byId("pairing-how"), pairingText !== null);
  show(byId("no-qr"), pairingText === null);
  byId("qr").alt = say("pairing.qr");
  if (pairingText === null || pairingText === drawnPairingText) return;
  drawnPairingText = pairingText;
  byId("qr").src = `/api/pairing.svg?${qrCount++}`;
}

function drawCounted({ devices, rows, quarantined }, act) {
  drawPhones(devices, act);
  const empty = Object.keys(rows).length === 0;
  show(byId("no-records"), empty);
  show(byId("row-table"), !empty);
  drawCounts(byId("row-counts"), rows, "table");
  show(byId("aside"), Object.keys(quarantined).length > 0);
  drawCounts(byId("aside-counts"), quarantined, "reason");
}

function drawCounts(body, counts, prefix) {
  const lines = Object.entries(counts).map(([name, count]) => {
    const heading = make("th", "", say(`${prefix}.${name}`));
    heading.scope = "row";
    return make("tr", "", heading, make("td", "number", number(count)));
  });
  body.replaceChildren(...lines);
}
