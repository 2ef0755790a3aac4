/** What axe-core has to say about the page as it is shown now. */
/// <reference lib="dom" />

import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 to level AA, and what axe itself counts as good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that look at colours: nothing else of a page depends on its theme. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Everything axe reports, whatever its weight, in words; none on a good page. With `colours` what
 * another theme may change, of a page that was looked at before.
 */
export async function axeFindings(page: Page, what?: "colours"): Promise<string[]> {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
        runOnly,
        resultTypes: ["violations"],
      }),
    what === "colours"
      ? { type: "rule", values: OF_COLOURS } as const
      : { type: "tag", values: RULES } as const,
  ) as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, html }) => `axe ${impact} ${id}: ${target.join(" ")} ${html.slice(0, 90)}`)
  );
}
