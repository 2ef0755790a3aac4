/**
 * The operator's page.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { render } from "preact";
import { App } from "./app.tsx";
import { startClock } from "./state/clock.ts";
import { keepFocus } from "./state/keep_focus.ts";
import { followLooks } from "./state/looks.ts";
import { watchOperator } from "./state/presence.ts";
import { comeIn } from "./state/session.ts";

startClock();
followLooks();
keepFocus();
watchOperator();
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
await comeIn();
