import { CLOSING_TEXTS, type ClosingLanguage } from "./closing_texts.ts";
import type { Dialog } from "./dialog_page.ts";

/** What the person at the machine may choose. */
export type ClosingChoice = "keep" | "stop" | "back";

/** Reads what the page sent; anything unknown keeps serving, which loses nothing. */
export function readChoice(value: unknown): ClosingChoice {
  return value === "stop" || value === "back" ? value : "keep";
}

/** Asks what closing the window should mean. */
export function closingDialog(phones: number, language: ClosingLanguage): Dialog {
  const texts = CLOSING_TEXTS[language];
  const count = phones === 0 ? "none" : phones === 1 ? "one" : "several";
  const counted = texts.phones[count].replace("{n}", `${phones}`);
  return {
    language,
    title: texts.title,
    paragraph: `<strong>${counted}</strong> ${texts.explanation}`,
    buttons: [
      { choice: "keep", text: texts.keep, hint: texts.keepHint },
      { choice: "stop", text: texts.stop, hint: texts.stopHint },
      { choice: "back", text: texts.back },
    ],
    escape: "back",
  };
}
