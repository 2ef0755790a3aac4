/** Decision 16: whatever happens to rows, permissions and phones, each phone gets what it may see. */

import fc from "fast-check";
import { ScopeWorld, type Step, step } from "./scope_world.ts";

async function play(steps: readonly Step[], maxRows: number): Promise<void> {
  using world = new ScopeWorld(maxRows);
  await world.open();
  for (const step of steps) await world.take(step);
  await world.settle();
}

/** The same schedules every time; `SCOPE_SEED=random` plays others, `SCOPE_RUNS` more of them. */
function seed(): number {
  const given = Deno.env.get("SCOPE_SEED");
  if (given === undefined) return 20_261_123;
  return given === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

Deno.test("a phone holds what its user may see, and is sent nothing else, whatever happened", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 45 }),
      fc.constantFrom(0, 0, 1, 2, 3, 5),
      play,
    ),
    { numRuns: Number(Deno.env.get("SCOPE_RUNS") ?? 150), seed: seed() },
  );
});

const write = { do: "write", id: 0, patient: 0, clinic: "A", many: 1 } as const;

Deno.test("a row that moves while a series runs comes to the phone that has not had it", async () => {
  await play([
    { ...write, table: "appointments" },
    { ...write, table: "patients", many: 2 },
    { ...write, table: "clinic_inventory" },
    { do: "sync", device: "d1", until: "end" },
    { ...write, table: "clinic_inventory" },
    { ...write, table: "appointments", patient: 1 },
  ], 1);
});

Deno.test("a row given in an answer that was lost comes again when it may be seen once more", async () => {
  const grant = { do: "grant", user: "u1", clinic: "B" } as const;
  const sync = { do: "sync", device: "d1" } as const;
  await play([
    { ...write, table: "patients", clinic: "B" },
    { ...sync, until: "end" },
    { ...grant, may: true },
    { ...sync, until: "answer" },
    { ...grant, may: false },
    { ...sync, until: "end" },
    { ...grant, may: true },
    { ...sync, until: "end" },
  ], 0);
});
