// The page: signs in, follows the live status, and does what the operator asks.

import { actOnPhone, get, post } from "./calls.js";
import { confirmed } from "./confirm.js";
import { draw, PAIRING_MINUTES, pairingOpen } from "./draw.js";
import { byId, isolated, setText, show } from "./elements.js";
import { chooseLanguage, currentLanguage, loadTexts, say } from "./words.js";

/** How often times like "5 minutes ago" are brought up to date. */
const REDRAW_MS = 5_000;
const RETRY_MS = 3_000;

let token = null;
let status = null;
let live = null;
/** What a text on the screen is about, to say it again in another language. */
let entrance = null;
let lost = null;

/** Takes the token of the link out of the address, where everyone can read it. */
function takeToken() {
  const fromLink = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fromLink === null) return;
  token = fromLink;
  history.replaceState(null, "", location.pathname);
}

/** Signs in with the link's token, or with the session of before. */
async function enter() {
  takeToken();
  try {
    if (token !== null) await post("/api/session", { token }).catch(keepOldSession);
    await get("/api/status");
    token = null;
    entrance = null;
    follow();
  } catch ({ code }) {
    if (code === "START_TOKEN_REFUSED") entrance = "refused";
    else if (code === "NOT_SIGNED_IN") entrance = "missing";
    else return retry(code);
    token = null;
    lost = null;
  }
  redraw();
}

/** A used link in a window that is signed in is no reason to send anyone away. */
async function keepOldSession(refused) {
  await get("/api/status").catch(() => {
    throw refused;
  });
}

function retry(code) {
  lost = code === "offline" ? "status.lost" : `error.${code}`;
  redraw();
  setTimeout(enter, RETRY_MS);
}

function follow() {
  live?.close();
  live = new EventSource("/api/events");
  live.addEventListener("status", ({ data }) => {
    status = JSON.parse(data);
    lost = null;
    redraw();
  });
  live.addEventListener("trouble", ({ data }) => {
    lost = `error.${JSON.parse(data).code}`;
    redraw();
  });
  live.onerror = ({ target }) => {
    if (target !== live) return;
    lost = "status.lost";
    redraw();
    // It comes back by itself unless it was refused.
    if (target.readyState === EventSource.CLOSED) setTimeout(enter, RETRY_MS);
  };
}

function redraw() {
  show(byId("entrance"), entrance !== null);
  if (entrance !== null) {
    setText(byId("entrance-title"), say(`entrance.${entrance}.title`));
    setText(byId("entrance-text"), say(`entrance.${entrance}.text`));
  }
  show(byId("lost"), lost !== null);
  setText(byId("lost"), lost === null ? "" : say(lost));
  // What was true a moment ago is still worth reading, but not to act on.
  byId("hub").inert = lost !== null;
  show(byId("hub"), entrance === null && status !== null);
  if (status !== null) draw(status, changePhone);
}

/** Does something and says how it went. */
async function perform(action, saidAfterwards = "") {
  show(byId("message"), false);
  try {
    await action();
    setText(byId("said"), saidAfterwards);
  } catch ({ code }) {
    setText(byId("message"), say(`error.${code}`));
    show(byId("message"), true);
    byId("message").scrollIntoView({ block: "nearest" });
  }
}

async function changePhone({ deviceId, name: plainName }, action) {
  const name = isolated(plainName);
  if (action !== "reinstate") {
    const question = {
      title: say(`confirm.${action}.title`, { name }),
      text: say(`confirm.${action}.text`),
      yes: say(`phone.${action}`),
    };
    if (!await confirmed(question)) return;
  }
  await perform(() => actOnPhone(deviceId, action), say(`done.${action}`, { name }));
}

async function stop() {
  const question = {
    title: say("confirm.stop.title"),
    text: say("confirm.stop.text"),
    yes: say("stop.button"),
  };
  if (!await confirmed(question)) return;
  await perform(async () => {
    await post("/api/stop");
    live.close();
    live = null;
    lost = "status.stopped";
    redraw();
  });
}

await loadTexts();
byId("language").value = currentLanguage();
byId("language").onchange = ({ target }) => {
  chooseLanguage(target.value);
  redraw();
};
byId("pairing-switch").onclick = () =>
  perform(() =>
    pairingOpen(status)
      ? post("/api/pairing/close")
      : post("/api/pairing/open", { minutes: PAIRING_MINUTES })
  );
byId("clock-confirm").onclick = () => perform(() => post("/api/clock/confirm"), say("done.clock"));
byId("stop").onclick = stop;
// A new link put into the address bar of this very page changes the fragment only.
addEventListener("hashchange", enter);
setInterval(redraw, REDRAW_MS);
await enter();
