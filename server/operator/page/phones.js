// The list of phones. Items are kept and changed in place: focus stays, nothing moves needlessly.

import { byId, isolated, ltr, make, setText, show } from "./elements.js";
import { ago, currentLanguage, date, dateTime, number, say } from "./words.js";

/** A phone counts as new for a day. */
const NEW_MS = 86_400_000;
/** That a phone will have to scan again is said a week ahead. */
const LAPSE_WARNING_MS = 7 * 86_400_000;
const SHORT_ID_CHARS = 8;
const ACTIONS = { waiting: "undo", admitted: "revoke", revoked: "reinstate" };
const FACTS = ["account", "address", "lastSeen", "lastSync", "rowsIn", "rowsOut"];

/** By device id. */
const items = new Map();

/** Draws the phones; `act(device, action)` is called when a button is pressed. */
export function drawPhones(devices, act) {
  show(byId("no-phones"), devices.length === 0);
  setText(byId("phone-count"), devices.length === 0 ? "" : number(devices.length));
  const list = byId("phone-list");
  show(list, devices.length > 0);
  const gone = new Set(items.keys());
  devices.forEach((device, index) => {
    gone.delete(device.deviceId);
    let item = items.get(device.deviceId);
    if (item === undefined) items.set(device.deviceId, item = makeItem());
    fill(item, device, act);
    if (list.children[index] !== item.root) {
      list.insertBefore(item.root, list.children[index] ?? null);
    }
  });
  for (const deviceId of gone) remove(deviceId);
}

function remove(deviceId) {
  const { root } = items.get(deviceId);
  items.delete(deviceId);
  // Someone who works by keyboard must not be thrown back to the top of the page.
  if (root.contains(document.activeElement)) byId("phones-title").focus();
  root.remove();
}

function makeItem() {
  const name = ltr();
  const badge = make("span", "badge");
  const news = make("span", "badge new");
  const button = make("button");
  button.type = "button";
  const facts = Object.fromEntries(FACTS.map((key) => [key, makeFact(key)]));
  const list = make("dl", "facts", ...FACTS.map((key) => facts[key].root));
  const note = make("p", "note");
  const heading = make("h3", "", name, " ", badge, " ", news);
  const root = make("li", "", heading, list, note, button);
  return { root, name, badge, news, facts, note, button };
}

function makeFact(key) {
  const term = make("dt");
  // An id or an address keeps its direction, a time takes that of the language.
  const value = key === "account" || key === "address" ? ltr() : make("span");
  return { root: make("div", "", term, make("dd", "", value)), term, value };
}

function fill(item, device, act) {
  const { status, name } = device;
  setText(item.name, name);
  setText(item.badge, say(`phone.${status}`));
  item.badge.dataset.status = status;
  const isNew = status === "admitted" && Date.now() - device.firstSeenMs < NEW_MS;
  setText(item.news, say("phone.new"));
  show(item.news, isNew);
  for (const [key, text] of Object.entries(factsOf(device))) {
    setText(item.facts[key].term, say(`phone.${key}`));
    setText(item.facts[key].value, text);
  }
  item.facts.lastSeen.value.title = dateTime(device.lastSeenMs);
  item.facts.lastSync.value.title = device.lastSyncMs === null ? "" : dateTime(device.lastSyncMs);
  const note = noteOn(device);
  setText(item.note, note);
  show(item.note, note !== "");
  const action = ACTIONS[status];
  setText(item.button, say(`phone.${action}`));
  item.button.setAttribute("aria-label", `${say(`phone.${action}`)}: ${isolated(name)}`);
  item.button.lang = currentLanguage();
  item.button.onclick = () => act(device, action);
}

/** What someone should do with the phone, if anything. */
function noteOn({ status, tokensLapseAtMs, hasMore }) {
  if (status !== "admitted") return "";
  const leftMs = tokensLapseAtMs - Date.now();
  if (leftMs < 0) return say("phone.lapsed");
  if (hasMore) return say("phone.hasMore");
  return leftMs < LAPSE_WARNING_MS ? say("phone.lapses", { date: date(tokensLapseAtMs) }) : "";
}

function factsOf({ userId, address, lastSeenMs, lastSyncMs, rowsIn, rowsOut }) {
  return {
    account: userId === null ? say("phone.nobody") : userId.slice(0, SHORT_ID_CHARS),
    address,
    lastSeen: ago(lastSeenMs),
    lastSync: lastSyncMs === null ? say("phone.never") : ago(lastSyncMs),
    rowsIn: number(rowsIn),
    rowsOut: number(rowsOut),
  };
}
