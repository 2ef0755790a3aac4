/** Times as the page says them. */

import assert from "node:assert/strict";
import { ago, language } from "../../../ui/page/state/language.ts";

Deno.test("ago() counts days by the calendar, and what is shorter by the clock", () => {
  language.value = "en";
  const at = (day: number, hour: number) => new Date(2026, 5, day, hour).getTime();
  const morning = at(10, 8);
  for (
    const [ms, words] of [
      [at(10, 7) + 59 * 60_000, "1 minute ago"],
      [at(10, 6), "2 hours ago"],
      [at(9, 9), "23 hours ago"],
      [at(9, 8), "yesterday"],
      [at(8, 20), "2 days ago"],
      [at(8, 7), "2 days ago"],
      [at(1, 12), "9 days ago"],
      [at(10, 9), "now"],
    ] as const
  ) assert.equal(ago(ms, morning), words);
});
