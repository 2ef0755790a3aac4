/**
 * The language in use: its texts, and how it writes numbers and times.
 *
 * @module
 */
/// <reference lib="dom" />
import { computed, signal } from "@preact/signals";
import { CATALOGUES, type TextKey } from "../text/catalogues.ts";
import type { Language } from "../text/text.ts";

/** The digits numbers are written with. Addresses, codes and versions always have Western ones. */
export type Digits = "latn" | "arab";

/** What a text may hold in place of `{name}`. Numbers are written as the language writes them. */
export type Values = Readonly<Record<string, string | number>>;

/** In the order of the list to choose from, each by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Español",
  ar: "العربية",
};

export const language = signal<Language>("en");
export const digits = signal<Digits>("latn");

/**
 * The locale of every `Intl` format: the operator's own region, with the chosen digits. Days are
 * those of the phones and of the records, also where the system counts them otherwise (ar-SA).
 */
const locale = computed(() => {
  const regional = navigator.languages.find((tag) => base(tag) === language.value);
  const tag = new Intl.Locale(regional ?? language.value, {
    calendar: "gregory",
    numberingSystem: language.value === "ar" ? digits.value : "latn",
  });
  return tag.toString();
});

/** The first of the operator's languages that the page speaks. */
export function languageOfBrowser(): Language {
  return navigator.languages.map(base).find(isLanguage) ?? "en";
}

/** True for a language of the page. */
export function isLanguage(name: string): name is Language {
  return name in LANGUAGE_NAMES;
}

/** Tells document and browser. Called by an effect. */
export function applyLanguage(): void {
  const root = document.documentElement;
  root.lang = language.value;
  root.dir = language.value === "ar" ? "rtl" : "ltr";
}

/** The text for a key. A text with plural forms takes the one for `{n}`. */
export function t(key: TextKey, values: Values = {}): string {
  const text = CATALOGUES[language.value][key];
  if (typeof text === "string") return fill(text, values);
  const { n } = values;
  const rule = new Intl.PluralRules(language.value).select(typeof n === "number" ? n : 0);
  return fill(text[rule] ?? text.other, values);
}

/** The text for a key that a code of the hub leads to, or null for a code this page does not know. */
export function maybe(key: string, values: Values = {}): string | null {
  return key in CATALOGUES.en ? t(key as TextKey, values) : null;
}

// Values keep their own direction: an address or an English name inside an Arabic sentence.
const ISOLATE = "\u2068";
const END = "\u2069";

/** Numbers that are part of a text are written with the chosen digits, as those that come into it. */
function withDigits(text: string): string {
  if (language.value !== "ar" || digits.value !== "arab") return text;
  return text.replace(/[0-9]/g, (digit) => number(Number(digit)));
}

function fill(text: string, values: Values): string {
  return withDigits(text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : `${ISOLATE}${value}${END}`;
  });
}

/** A number. */
export function number(value: number): string {
  return new Intl.NumberFormat(locale.value).format(value);
}

const SIZES = [["gigabyte", 1e9], ["megabyte", 1e6], ["kilobyte", 1e3], ["byte", 1]] as const;

/** A size of a file. */
export function size(bytes: number): string {
  const [unit, divisor] = SIZES.find(([, least]) => bytes >= least) ?? SIZES[3];
  const options = { style: "unit", unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, options).format(bytes / divisor);
}

/** A day, with its name. */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "full" }).format(ms);
}

/** A day that is the same everywhere, given as its midnight in UTC. */
export function civilDay(ms: number): string {
  const options = { dateStyle: "medium", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale.value, options).format(ms);
}

/** A day in few letters. */
export function shortDay(ms: number): string {
  return new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short" }).format(ms);
}

/** A day and a time of day. */
export function dayAndTime(ms: number): string {
  const options = { dateStyle: "medium", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat(locale.value, options).format(ms);
}

/** A time of day. */
export function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat(locale.value, { timeStyle: "short" }).format(ms);
}

const DAY_MS = 86_400_000;
const UNITS = [["hour", 3_600_000], ["minute", 60_000]] as const;

/** How long ago something was. Days are those of the calendar: not everything since is yesterday. */
export function ago(ms: number, nowMs: number): string {
  const pastMs = Math.max(0, nowMs - ms);
  const format = new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" });
  if (pastMs >= DAY_MS) return format.format(dayNumber(ms) - dayNumber(nowMs), "day");
  const found = UNITS.find(([, lengthMs]) => pastMs >= lengthMs);
  if (found === undefined) return format.format(0, "second");
  return format.format(-Math.floor(pastMs / found[1]), found[0]);
}

/** Days of this computer's calendar up to a moment. */
function dayNumber(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

/** Minutes and seconds of a countdown. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = new Intl.NumberFormat(locale.value, { minimumIntegerDigits: 2 });
  return `${number(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
}

function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
