import type { ClosingLanguage } from "./closing_texts.ts";

/** A button of a small window. The first one has the focus. */
export interface DialogButton {
  /** What the page calls its function with. */
  readonly choice: string;
  readonly text: string;
  /** What comes of it. */
  readonly hint?: string;
}

/** What a small window says and asks. All texts are our own: nothing in them is escaped. */
export interface Dialog {
  readonly language: ClosingLanguage;
  readonly title: string;
  readonly paragraph: string;
  readonly buttons: readonly DialogButton[];
  /** What Escape means. */
  readonly escape: string;
}

/** Name of the function the page calls with the choice. */
export const CHOOSE = "choose";

/** The document of a small window. */
export function dialogPage({ language, title, paragraph, buttons, escape }: Dialog): string {
  return `<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<meta charset="utf-8">
<title>${title}</title>
<style>${STYLE}</style>
<main role="alertdialog" aria-labelledby="title" aria-describedby="text">
<h1 id="title">${title}</h1>
<p id="text">${paragraph}</p>
${buttons.map(buttonOf).join("\n")}
</main>
<script>
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => ${CHOOSE}(button.dataset.choice));
}
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") ${CHOOSE}("${escape}");
});
document.querySelector("button").focus();
</script>
</html>`;
}

function buttonOf({ choice, text, hint }: DialogButton): string {
  if (hint === undefined) return `<button type="button" data-choice="${choice}">${text}</button>`;
  const id = `${choice}-hint`;
  return `<button type="button" data-choice="${choice}" aria-describedby="${id}">${text}</button>
<p id="${id}">${hint}</p>`;
}

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.45 system-ui, sans-serif; }
body { margin: 0; padding: 24px; background: Canvas; color: CanvasText; }
h1 { font-size: 1.25rem; margin: 0 0 12px; }
p { margin: 0 0 18px; }
button { display: block; width: 100%; min-height: 48px; margin: 0 0 4px; padding: 8px 16px;
  font: inherit; font-weight: 600; text-align: start; border: 2px solid #1d5fa8;
  border-radius: 8px; background: Canvas; color: #1d5fa8; cursor: pointer; }
button:first-of-type { background: #1d5fa8; color: #fff; }
button[data-choice="stop"] { border-color: #b3261e; color: #b3261e; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  button:not(:first-of-type) { border-color: #8ab8ee; color: #8ab8ee; }
  button[data-choice="stop"] { border-color: #ff9d95; color: #ff9d95; }
}`;
