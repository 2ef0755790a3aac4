/**
 * Keeps the focus near where it was when what had it is gone: a record that was decided, a button
 * that has done its work. Without this the keyboard would start again at the top of the page.
 *
 * @module
 */
/// <reference lib="dom" />

/** Watches the page from now on. */
export function keepFocus(): void {
  /** What had the focus last, and what was around it, from the inside out. */
  let path: readonly Element[] = [];
  addEventListener("focusin", ({ target }) => {
    path = target instanceof Element ? around(target) : [];
  });
  new MutationObserver(() => {
    const [last, ...outer] = path;
    if (last === undefined || last.isConnected || hasFocus()) return;
    const left = outer.find((element) => element.isConnected);
    const next = left === undefined ? null : near(left);
    path = [];
    if (next === null) return;
    if (!next.hasAttribute("tabindex") && next.matches("h1, h2, h3")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}

function around(element: Element): Element[] {
  const path: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) path.push(at);
  return path;
}

function hasFocus(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

/** The heading of the part that is left, or of the screen. */
function near(left: Element): HTMLElement | null {
  const part = left.closest("dialog, .card, main") ?? document;
  return part.querySelector<HTMLElement>("h1, h2, h3") ??
    document.querySelector<HTMLElement>("h1");
}
