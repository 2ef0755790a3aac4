import { type ClosingChoice, closingDialog, readChoice } from "./closing_page.ts";
import type { ClosingLanguage } from "./closing_texts.ts";
import { CHOOSE, type Dialog, dialogPage } from "./dialog_page.ts";
import { presentWindow } from "./present_window.ts";
import { PROBLEM_TEXTS, type ProblemKind } from "./problem_texts.ts";
import type { WakerStart } from "./waker.ts";
import { type Size, SizeHint, Webview } from "./webview.ts";
import { newSignalMemory, WindowSignal } from "./window_signal.ts";

const TITLE = "Hikma Health Sync Hub";
/** Fits the small laptops of clinics with room for a task bar. */
const SIZE = { width: 1180, height: 720, hint: SizeHint.NONE };
const CLOSING_SIZE = { width: 560, height: 470, hint: SizeHint.FIXED };
const PROBLEM_SIZE = { width: 560, height: 260, hint: SizeHint.FIXED };

/** Why the window stopped blocking: the person closed it, or another thread has news. */
export type RunEnd = "closed" | "woken";

/** The question what closing the window should mean, in a small window until it is disposed of. */
export interface ClosingQuestion extends Disposable {
  /** Blocks until the person answers, or is woken: null then, and it can be asked on. */
  answer(): ClosingChoice | null;
}

interface SmallWindow {
  readonly window: Webview;
  /** What the page chose, null so far. */
  choice(): unknown;
}

/** The program's window, and the question when it is closed. On the main thread only. */
export class HubWindow implements Disposable {
  readonly #signal: WindowSignal;
  readonly #waker: Worker;
  #window: Webview | null = null;

  /** @param ports any message on any of them ends {@linkcode HubWindow.run} with `woken` */
  constructor(ports: readonly MessagePort[]) {
    const memory = newSignalMemory();
    this.#signal = new WindowSignal(memory);
    this.#waker = new Worker(new URL("./waker.ts", import.meta.url), { type: "module" });
    const start: WakerStart = { memory, ports };
    this.#waker.postMessage(start, [...ports]);
  }

  /** Whether there is a window. */
  get isOpen(): boolean {
    return this.#window !== null;
  }

  /** Opens the window on a page; one that is open comes to the front as it is. */
  show(url: string): void {
    if (this.#window === null) {
      const window = new Webview(false, SIZE);
      window.title = TITLE;
      window.navigate(url);
      this.#window = window;
    }
    presentWindow(this.#window.unsafeWindowHandle);
  }

  /** Blocks until the window is closed, which frees it, or is woken, which leaves it open. */
  run(): RunEnd {
    if (this.#window === null) return "closed";
    const end = this.#block(this.#window);
    if (end === "closed") this.close();
    return end;
  }

  /** Closes the window. */
  close(): void {
    const window = this.#window;
    this.#window = null;
    if (window !== null) window.destroy();
  }

  /** Opens the small window that asks what closing the other one should mean. */
  openQuestion(phones: number, language: ClosingLanguage): ClosingQuestion {
    const small = this.#openSmall(closingDialog(phones, language), CLOSING_SIZE);
    return {
      answer: () => {
        const end = this.#block(small.window);
        const choice = small.choice();
        return choice === null && end === "woken" ? null : readChoice(choice);
      },
      [Symbol.dispose]: () => small.window.destroy(),
    };
  }

  /** Tells in a small window why the program ends, until the person closes it. */
  tell(problem: ProblemKind, language: ClosingLanguage): void {
    this.close();
    const { close, [problem]: texts } = PROBLEM_TEXTS[language];
    const small = this.#openSmall({
      language,
      title: texts.title,
      paragraph: texts.advice,
      buttons: [{ choice: "close", text: close }],
      escape: "close",
    }, PROBLEM_SIZE);
    using window = small.window;
    this.#block(window);
  }

  /** Ends window and waker. */
  [Symbol.dispose](): void {
    this.close();
    this.#waker.terminate();
  }

  #openSmall(dialog: Dialog, size: Size): SmallWindow {
    const window = new Webview(false, size);
    let choice: unknown = null;
    window.title = dialog.title;
    window.bind(CHOOSE, (value) => {
      choice = value;
      window.terminate();
    });
    window.setHTML(dialogPage(dialog));
    presentWindow(window.unsafeWindowHandle);
    return { window, choice: () => choice };
  }

  #block(window: Webview): RunEnd {
    if (!this.#signal.arm(window.unsafeHandle)) return "woken";
    let woken = false;
    try {
      window.runUntilEnded();
    } finally {
      woken = this.#signal.disarm();
    }
    // Woken in the very moment in which the person closed it: it counts as closed.
    return woken && window.unsafeWindowHandle !== null ? "woken" : "closed";
  }
}
