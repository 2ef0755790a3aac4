/**
 * Looks, names, addresses, and how records grow.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { DONE } from "./done.ts";
import { DEVICE_INPUT, jsonInput, NAME } from "./inputs.ts";
import type { OperatorDeps } from "./operator_deps.ts";
import { PreferencesChange } from "./operator_screen.ts";

const GROWTH_DAYS = 30;

const NAME_INPUT = z.object({ name: NAME });
const DEVICE_NAME_INPUT = DEVICE_INPUT.extend({ name: NAME });
/** Below 1 024 most systems want more rights than the hub has. */
const PORT_INPUT = z.object({
  port: z.int("must be a whole number").min(1_024, "must be at least 1024")
    .max(65_535, "must be at most 65535").nullable(),
});
const ADDRESS_INPUT = z.object({ address: z.ipv4("must be an address").nullable() });

/** The routes about them. */
export function screenRoutes({ screen, feed }: OperatorDeps) {
  return new Hono()
    .post("/preferences", jsonInput(PreferencesChange), async (context) => {
      await screen.changePreferences(context.req.valid("json"));
      feed.notify();
      return context.json(DONE);
    })
    .post("/address", jsonInput(ADDRESS_INPUT), async (context) => {
      await screen.chooseAddress(context.req.valid("json").address);
      feed.notify();
      return context.json(DONE);
    })
    .post("/port", jsonInput(PORT_INPUT), async (context) => {
      await screen.choosePort(context.req.valid("json").port);
      feed.notify();
      return context.json(DONE);
    })
    .post("/hub-name", jsonInput(NAME_INPUT), async (context) => {
      await screen.renameHub(context.req.valid("json").name);
      feed.notify();
      return context.json(DONE);
    })
    .post("/devices/rename", jsonInput(DEVICE_NAME_INPUT), async (context) => {
      const { id, name } = context.req.valid("json");
      await screen.renameDevice(id, name);
      feed.notify();
      return context.json(DONE);
    })
    .get("/records", async (context) => context.json(await screen.records(GROWTH_DAYS)));
}
