import { CLOSING_TEXTS, type ClosingLanguage } from "./closing_texts.ts";

/** What the person at the machine may choose. */
export type ClosingChoice = "keep" | "stop" | "back";

/** Name of the function the page calls with its choice. */
export const CHOOSE = "chooseClosing";

/** Reads what the page sent; anything unknown keeps serving, which loses nothing. */
export function readChoice(value: unknown): ClosingChoice {
  return value === "stop" || value === "back" ? value : "keep";
}

/** The document that asks what closing the window should mean. */
export function closingPage(phones: number, language: ClosingLanguage): string {
  const texts = CLOSING_TEXTS[language];
  const count = phones === 0 ? "none" : phones === 1 ? "one" : "several";
  const button = (choice: ClosingChoice, text: string, hint?: string) =>
    `<button type="button" data-choice="${choice}"${
      hint === undefined ? "" : ` aria-describedby="${choice}-hint"`
    }>${text}</button>` + (hint === undefined ? "" : `<p id="${choice}-hint">${hint}</p>`);
  return `<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<meta charset="utf-8">
<title>${texts.title}</title>
<style>${STYLE}</style>
<main role="alertdialog" aria-labelledby="title" aria-describedby="phones">
<h1 id="title">${texts.title}</h1>
<p id="phones"><strong>${texts.phones[count].replace("{n}", `${phones}`)}</strong>
${texts.explanation}</p>
${button("keep", texts.keep, texts.keepHint)}
${button("stop", texts.stop, texts.stopHint)}
${button("back", texts.back)}
</main>
<script>
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => ${CHOOSE}(button.dataset.choice));
}
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") ${CHOOSE}("back"); });
document.querySelector("button").focus();
</script>
</html>`;
}

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.45 system-ui, sans-serif; }
body { margin: 0; padding: 24px; background: Canvas; color: CanvasText; }
h1 { font-size: 1.25rem; margin: 0 0 12px; }
p { margin: 0 0 18px; }
button { display: block; width: 100%; min-height: 48px; margin: 0 0 4px; padding: 8px 16px;
  font: inherit; font-weight: 600; text-align: start; border: 2px solid #1d5fa8;
  border-radius: 8px; background: Canvas; color: LinkText; cursor: pointer; }
button[data-choice="keep"] { background: #1d5fa8; color: #fff; }
button[data-choice="stop"] { border-color: #b3261e; color: #b3261e; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  button[data-choice="stop"] { border-color: #ff9d95; color: #ff9d95; }
}`;
