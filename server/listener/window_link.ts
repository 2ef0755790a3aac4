/**
 * The native window as the listener sees it. The window is the main thread's, which runs nothing
 * else while it is shown: so it is told what to do and then woken.
 *
 * @module
 */

import type { OperatorWindow, PageLanguage, WindowState } from "../operator/mod.ts";

/** What the window is to do. */
export type WindowOrder =
  | { readonly type: "show"; readonly url: string }
  | { readonly type: "hide" };

/** What a {@linkcode WindowLink} is made of. */
export interface WindowLinkParts {
  /** Tells the main thread. */
  readonly tell: (order: WindowOrder) => void;
  /** Ends the main thread's blocking; nothing without a window. */
  readonly wake: () => void;
  /** A fresh link to the page. */
  readonly startUrl: () => string;
  /** Told when the state has changed. */
  readonly onChange: () => void;
}

/** See the module. */
export class WindowLink implements OperatorWindow {
  readonly #parts: WindowLinkParts;
  #state: WindowState = "none";
  #language: PageLanguage | null = null;

  constructor(parts: WindowLinkParts) {
    this.#parts = parts;
  }

  /** As the main thread last said. */
  get state(): WindowState {
    return this.#state;
  }

  set state(state: WindowState) {
    this.#state = state;
    this.#parts.onChange();
  }

  /** Of the page, null while unknown. */
  get language(): PageLanguage | null {
    return this.#language;
  }

  setLanguage(language: PageLanguage): void {
    this.#language = language;
  }

  close(): boolean {
    if (this.#state !== "open") return false;
    this.#parts.tell({ type: "hide" });
    this.#parts.wake();
    return true;
  }

  show(): void {
    this.#parts.tell({ type: "show", url: this.#parts.startUrl() });
    this.#parts.wake();
  }
}
