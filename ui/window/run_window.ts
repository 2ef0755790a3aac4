import type { ClosingChoice } from "./closing_page.ts";
import { type ClosingLanguage, machineLanguage } from "./closing_texts.ts";
import { HubWindow } from "./hub_window.ts";
import { openBrowser } from "./open_browser.ts";
import type { ProblemKind } from "./problem_texts.ts";
import { WindowError } from "./window_error.ts";

/** What the hub wants of the window. */
export type WindowWish =
  | { readonly type: "show"; readonly url: string }
  | { readonly type: "hide" }
  /** `problem` is shown to the person first: nobody may be looking at a terminal. */
  | { readonly type: "end"; readonly exitCode: number; readonly problem?: ProblemKind };

/** What closing the window would mean. */
export interface Closing {
  /** Whether phones are served. */
  readonly serving: boolean;
  /** Phones that are connected. */
  readonly phones: number;
  /** Of the page, null while unknown. */
  readonly language: ClosingLanguage | null;
}

/** The hub behind the window. */
export interface WindowHost {
  /** The next wish, or null when none comes in time; for ever without a time. */
  next(timeoutMs?: number): Promise<WindowWish | null>;
  /** Told whether the window is shown. */
  report(state: "open" | "closed" | "none"): void;
  /** What closing the window would mean now; null when the hub does not answer any more. */
  closing(): Promise<Closing | null>;
  /** Told that serving goes on without the window, which nobody watches now. */
  leave(): void;
  /** Asks for a `show` wish. */
  askShow(): void;
  /** Asks for the end. */
  askStop(): void;
  /** Tells the person at the terminal. */
  say(line: string): void;
}

/** A wish is sent before the wake that goes with it: what is not here by then was heard before, ms. */
const WISH_TIMEOUT_MS = 200;

/**
 * Runs the window for the whole life of the program: shown, closed, shown again. Without a window
 * the page opens in the browser.
 *
 * @param ports any message on any of them wakes the main thread while the window blocks it
 * @returns the exit code of the `end` wish
 */
export async function runWindow(host: WindowHost, ports: readonly MessagePort[]): Promise<number> {
  using shown = new HubWindow(ports);
  let wish = await host.next();
  for (;;) {
    if (wish?.type === "end") {
      if (wish.problem !== undefined) showProblem(shown, wish.problem);
      return wish.exitCode;
    }
    if (wish?.type === "show") await show(host, shown, wish.url);
    if (wish?.type === "hide" && shown.isOpen) hide(host, shown);
    if (!shown.isOpen) {
      wish = await host.next();
      continue;
    }
    // What the host was told has to leave this thread before it blocks.
    await turn();
    if (shown.run() === "woken") wish = await host.next(WISH_TIMEOUT_MS);
    else wish = await afterClosing(host, shown);
  }
}

async function show(host: WindowHost, window: HubWindow, url: string): Promise<void> {
  try {
    window.show(url);
    host.report("open");
  } catch (error) {
    if (!(error instanceof WindowError)) throw error;
    host.report("none");
    host.say(`${error.message}.`);
    const opened = await openBrowser(url);
    host.say(
      opened
        ? `The operator page opens in your browser. If it does not, open this link: ${url}`
        : `Open this link in a browser: ${url}`,
    );
  }
}

/** Where no window can be opened the line on stderr has to do. */
function showProblem(window: HubWindow, problem: ProblemKind): void {
  try {
    window.tell(problem, machineLanguage());
  } catch (error) {
    if (!(error instanceof WindowError)) throw error;
  }
}

function hide(host: WindowHost, window: HubWindow): void {
  window.close();
  host.report("closed");
  host.leave();
  host.say("The window is closed; phones are served on. Start the program again to see it.");
}

/** The person has closed the window. */
async function afterClosing(host: WindowHost, window: HubWindow): Promise<WindowWish | null> {
  host.report("closed");
  const closing = await host.closing();
  if (closing !== null && !closing.serving) host.askStop();
  if (closing === null || !closing.serving) return await host.next();
  await turn();
  const choice = await answerOf(host, window, closing);
  if (typeof choice !== "string") return choice;
  if (choice === "stop") host.askStop();
  else if (choice === "back") host.askShow();
  else {
    host.leave();
    host.say("Phones are served on without the window. Start the program again to see it.");
  }
  return await host.next();
}

/** What the person chooses, or the wish that came first: the question is withdrawn then. */
async function answerOf(
  host: WindowHost,
  window: HubWindow,
  { phones, language }: Closing,
): Promise<ClosingChoice | WindowWish> {
  using question = window.openQuestion(phones, language ?? machineLanguage());
  for (;;) {
    const choice = question.answer();
    if (choice !== null) return choice;
    // Woken late, for a wish of before, there is none: the person has not answered yet.
    const wish = await host.next(WISH_TIMEOUT_MS);
    if (wish?.type === "hide") return "keep";
    if (wish !== null) return wish;
  }
}

/** Lets messages out and in. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
