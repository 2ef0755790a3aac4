/** What axe-core has to say about the page as it is shown now. */
/// <reference lib="dom" />

import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 to level AA, and what axe itself counts as good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Everything axe reports, whatever its weight, in words; none on a good page. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (tags) =>
      (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
        runOnly: { type: "tag", values: tags },
        resultTypes: ["violations"],
      }),
    RULES,
  ) as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, html }) => `axe ${impact} ${id}: ${target.join(" ")} ${html.slice(0, 90)}`)
  );
}
