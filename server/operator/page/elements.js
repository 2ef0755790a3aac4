// The few things this page does to elements. Text goes in as text only, never as markup.

/** The element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Changes the text only if it differs: screen readers announce what is written to live regions. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows or hides an element. */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/** A new element with a class, if given, and children. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** What reads from left to right in every language: addresses, ids, names made of English words. */
export function ltr(text = "") {
  const element = make("bdi", "", text);
  element.dir = "ltr";
  return element;
}

/** A name that stays together inside a sentence of another direction (Unicode UAX 9: FSI, PDI). */
export function isolated(text) {
  return `\u2068${text}\u2069`;
}
