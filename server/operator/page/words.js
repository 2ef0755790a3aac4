// Language: which one, its texts, and how it writes numbers and times.

const KEPT_AS = "language";
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
const SIZES = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1e3],
];

let texts = {};
let language = "en";
let locale = "en";

/** Fetches all texts. Needs no session. */
export async function loadTexts() {
  texts = await (await fetch("/texts.json")).json();
  useLanguage(kept() ?? navigator.languages.map(base).find((name) => name in texts) ?? "en");
}

/** The language in use. */
export function currentLanguage() {
  return language;
}

/** Changes the language of the whole page. */
export function useLanguage(name) {
  language = name in texts ? name : "en";
  // The operator's own region decides about digits and the order of dates.
  locale = navigator.languages.find((tag) => base(tag) === language) ?? language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = say("product");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.dataset.text);
  }
}

/** Uses a language from now on and at the next visit. */
export function chooseLanguage(name) {
  useLanguage(name);
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** The text for a key; what the page does not know is shown as it is called. */
export function say(key, values = {}) {
  const text = texts[language]?.[key] ?? key.replace(/^[a-z]+\./, "");
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A whole number. */
export function number(value) {
  return new Intl.NumberFormat(locale).format(value);
}

/** A size of a file. */
export function size(bytes) {
  const [unit, divisor] = SIZES.find(([, unitBytes]) => bytes >= unitBytes) ?? ["byte", 1];
  const options = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, options).format(bytes / divisor);
}

/** A day. */
export function date(ms) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full" }).format(ms);
}

/** A day and a time of day. */
export function dateTime(ms) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

/** A time of day. */
export function timeOfDay(ms) {
  return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(ms);
}

/** How long ago something was. */
export function ago(ms) {
  const pastMs = Math.max(0, Date.now() - ms);
  const [unit, length] = UNITS.find(([, unitMs]) => pastMs >= unitMs) ?? ["minute", 60_000];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return pastMs < length ? format.format(0, "second") : format.format(
    -Math.floor(pastMs / length),
    unit,
  );
}

function base(tag) {
  return tag.toLowerCase().split("-")[0];
}

function kept() {
  try {
    const name = localStorage.getItem(KEPT_AS);
    return name in texts ? name : undefined;
  } catch {
    return undefined;
  }
}
