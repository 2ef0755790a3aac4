import assert from "node:assert/strict";
import { StartError } from "../../server/start_error.ts";

Deno.test("StartError says which part is damaged, that nothing was changed, and what helps", () => {
  const parts = [
    ["VAULT_MISSING", "hub.vault"],
    ["VAULT_DAMAGED", "hub.vault"],
    ["VAULT_FOREIGN", "hub.vault"],
    ["DATABASE_MISSING", "hub.db"],
    ["DATABASE_DAMAGED", "hub.db"],
  ] as const;
  for (const [trouble, part] of parts) {
    const { message } = new StartError("DAMAGED", { trouble });
    assert.ok(message.startsWith(`Cannot start: ${part} is `), message);
    assert.match(message, /nothing was changed.*--restore/);
  }
  // What is full is not damaged.
  const { message } = new StartError("STORAGE", { trouble: "STORAGE" });
  assert.match(message, /cannot be written/);
});
