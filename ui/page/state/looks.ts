/**
 * How the page looks: the operator's choice where there is one, the machine's otherwise.
 *
 * @module
 */
/// <reference lib="dom" />
import { computed, effect, signal } from "@preact/signals";
import { status } from "./hub.ts";
import { applyLanguage, digits, isLanguage, language, languageOfBrowser } from "./language.ts";
import { api, call } from "./requests.ts";
import type { ScreenPreferences } from "../../../server/operator/mod.ts";

const darkMachine = signal(false);
const contrastMachine = signal(false);

/** What was chosen here and the hub has not told yet: seen at once. */
const chosen = signal<Partial<ScreenPreferences>>({});

/** The choices as they count now; null before the hub has told them. */
export const preferences = computed<ScreenPreferences | null>(() => {
  const told = status.value?.preferences ?? null;
  return told === null ? null : { ...told, ...chosen.value };
});

/** The hub has told by then what it took, ms. */
const TOLD_MS = 10_000;

/** Chooses something. It is seen at once and taken back when the hub refuses it. */
export async function choose(change: Partial<ScreenPreferences>): Promise<void> {
  chosen.value = { ...chosen.value, ...change };
  try {
    await call(() => api.preferences.$post({ json: change }));
  } catch (error) {
    forget((name, value) => change[name] === value);
    throw error;
  }
  setTimeout(() => forget((name, value) => change[name] === value), TOLD_MS);
}

/** From now on the hub decides again about these: another window may choose otherwise. */
function forget(isOver: (name: keyof ScreenPreferences, value: unknown) => boolean): void {
  const all = Object.entries(chosen.peek());
  const left = all.filter(([name, value]) => !isOver(name as keyof ScreenPreferences, value));
  if (left.length < all.length) chosen.value = Object.fromEntries(left);
}

/**
 * Chooses a language. In this window alone, until the page is closed, while there is no hub that
 * could keep it, or while the screen is hidden: nobody has to give the passphrase to read the page.
 */
export function chooseLanguage(name: "en" | "es" | "ar"): void {
  if (status.value === null) language.value = name;
  else if (status.value.hidden) chosen.value = { ...chosen.value, language: name };
  else choose({ language: name }).catch(() => language.value = name);
}

/** What the document came with: the operator's choices, before the hub has told them. */
function given(): Pick<ScreenPreferences, "theme" | "contrast"> & { readonly language: string } {
  const { theme, contrast, language } = document.documentElement.dataset;
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    contrast: contrast === "more" ? contrast : "system",
    language: language ?? "",
  };
}

/** Keeps the page as chosen from now on. */
export function followLooks(): void {
  const before = given();
  follow("(prefers-color-scheme: dark)", (matches) => darkMachine.value = matches);
  follow("(prefers-contrast: more)", (matches) => contrastMachine.value = matches);
  language.value = isLanguage(before.language) ? before.language : languageOfBrowser();
  effect(() => {
    const told = status.value?.preferences;
    if (told !== undefined) forget((name, value) => told[name] === value);
  });
  effect(() => {
    const name = preferences.value?.language;
    if (name) language.value = name;
    digits.value = preferences.value?.digits ?? "latn";
  });
  effect(() => {
    const { theme, contrast } = preferences.value ?? before;
    const dark = theme === "system" ? darkMachine.value : theme === "dark";
    const more = contrast === "system" ? contrastMachine.value : true;
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    document.documentElement.dataset["contrast"] = more ? "more" : "usual";
  });
  effect(applyLanguage);
  let told = "";
  effect(() => {
    // The question asked when the native window is closed is in this language.
    if (status.value === null || told === language.value) return;
    told = language.value;
    call(() => api.window.language.$post({ json: { language: language.value } })).catch(() => {});
  });
}

function follow(query: string, tell: (matches: boolean) => void): void {
  const list = matchMedia(query);
  tell(list.matches);
  list.addEventListener("change", ({ matches }) => tell(matches));
}
