/// <reference lib="dom" />
/**
 * What is wrong with the page as it is shown now, in words. Runs inside the browser and uses nothing
 * of this module: Playwright sends its text there.
 */
export function inspectPage(): string[] {
  const complaints: string[] = [];
  const root = document.documentElement;
  const name = (element: Element) => {
    const text = (element.textContent ?? "").trim().slice(0, 30);
    return `<${element.tagName.toLowerCase()} class="${
      element.getAttribute("class") ?? ""
    }"> ${text}`;
  };
  const shown = (element: Element): boolean => {
    if (element.closest(".unseen, .only-print, dialog:not([open])") !== null) return false;
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };

  // Nothing is wider than the window (WCAG 1.4.10).
  if (root.scrollWidth > root.clientWidth) complaints.push(`scrolls sideways: ${root.scrollWidth}`);
  for (const element of document.querySelectorAll("body *")) {
    if (!shown(element) || element.closest(".scroller") !== null) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 0 && (left < -1 || right > root.clientWidth + 1)) {
      complaints.push(`sticks out: ${name(element)}`);
    }
  }

  // Nothing unseen makes the page longer.
  const end = (document.querySelector("#page")?.getBoundingClientRect().bottom ?? 0) + scrollY;
  if (end > 0 && root.scrollHeight > Math.max(end, root.clientHeight) + 2) {
    complaints.push(`is longer than what is on it: ${root.scrollHeight}`);
  }

  // Everything one can press or fill in has a name and is large enough (4.1.2, 2.5.8).
  const nameOf = (element: Element): string => {
    const label = element.getAttribute("aria-label");
    if (label !== null) return label;
    const byId = element.getAttribute("aria-labelledby");
    if (byId !== null) return document.getElementById(byId)?.textContent ?? "";
    if (element.matches("input, select, textarea")) {
      const labels = [...(element as HTMLInputElement).labels ?? []];
      return labels.map((one) => one.textContent).join(" ");
    }
    if (element.matches("img")) return element.getAttribute("alt") ?? "";
    return element.textContent ?? "";
  };
  for (
    const element of document.querySelectorAll(
      "button, a[href], input, select, summary, img, nav, section, dialog, [role=radiogroup]",
    )
  ) {
    if (!element.checkVisibility()) continue;
    if (element.matches("section, nav") && !element.hasAttribute("aria-label")) continue;
    if (nameOf(element).trim() === "") complaints.push(`has no name: ${name(element)}`);
    if (!element.matches("button, a.button, a.place, select, summary, .input")) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width < 44 || height < 44) {
      complaints.push(`is small, ${Math.round(width)} by ${Math.round(height)}: ${name(element)}`);
    }
  }

  // The order of things (1.3.1, 2.4.6, 3.1.1).
  if (document.querySelectorAll("main").length !== 1) complaints.push("has not one main part");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4")].filter((one) =>
    one.checkVisibility()
  );
  if (headings.filter((one) => one.tagName === "H1").length !== 1) {
    complaints.push("has not one h1");
  }
  let level = 0;
  for (const heading of headings) {
    const next = Number(heading.tagName.slice(1));
    if (next > level + 1) complaints.push(`leaves a level out: ${name(heading)}`);
    level = next;
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) {
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) complaints.push(`id twice: ${id}`);
  }
  for (const attribute of ["aria-describedby", "aria-labelledby", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of (element.getAttribute(attribute) ?? "").split(" ")) {
        if (!ids.includes(id)) complaints.push(`${attribute} leads nowhere: ${name(element)}`);
      }
    }
  }
  if (root.lang === "" || document.title === "") complaints.push("has no language or no title");
  if (root.dir !== (root.lang === "ar" ? "rtl" : "ltr")) complaints.push("has the wrong direction");
  for (const element of document.querySelectorAll("dl")) {
    if ([...element.children].some((child) => !/^D[TD]$/.test(child.tagName))) {
      complaints.push("a list of facts holds something else");
    }
  }

  // Letters stand out from their ground (1.4.3), borders of fields too (1.4.11).
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map<string, number[]>();
  const rgba = (color: string): number[] => {
    const before = known.get(color);
    if (before !== undefined || canvas === null) return before ?? [0, 0, 0, 0];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    const value = [r, g, b, a / 255];
    known.set(color, value);
    return value;
  };
  const over = (top: number[], under: number[]): number[] =>
    [0, 1, 2].map((at) => (top[at] ?? 0) * (top[3] ?? 1) + (under[at] ?? 0) * (1 - (top[3] ?? 1)));
  const ground = (element: Element | null): number[] => {
    if (element === null) return [255, 255, 255];
    const color = rgba(getComputedStyle(element).backgroundColor);
    return color[3] === 1 ? color : over(color, ground(element.parentElement));
  };
  const light = (color: number[]): number => {
    const [r = 0, g = 0, b = 0] = color.slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: number[], other: number[]): number => {
    const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.textContent ?? "").trim() === "" || !shown(element)) continue;
    if (element.closest("title, script, style, option, noscript") !== null) continue;
    const style = getComputedStyle(element);
    const inDrawing = element.closest("svg") !== null;
    const under = ground(element);
    const ink = over(rgba(inDrawing ? style.fill : style.color), under);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
    const ratio = contrast(ink, under);
    if (ratio < least) complaints.push(`contrast ${ratio.toFixed(2)}: ${name(element)}`);
  }
  for (const element of document.querySelectorAll(".input, .button:not(.quiet)")) {
    if (!shown(element) || element.getAttribute("aria-disabled") === "true") continue;
    const border = rgba(getComputedStyle(element).borderTopColor);
    const ratio = contrast(border, ground(element.parentElement));
    if (ratio < 3) complaints.push(`border ${ratio.toFixed(2)}: ${name(element)}`);
  }
  return complaints;
}
