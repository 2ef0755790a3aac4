/**
 * How the hub stands to phones, derived from the way to the hub and from what it says of serving.
 *
 * @module
 */
import type { Link, UnlockedStatus } from "./hub.ts";

/** As far as the page can know. */
export type Serving = "unknown" | "stopped" | "noNetwork" | "noAccounts" | "serving";

/** See {@linkcode Serving}. */
export function servingOf(
  { servingStopped, lanUrl, hasAccounts }: Pick<
    UnlockedStatus,
    "servingStopped" | "lanUrl" | "hasAccounts"
  >,
  link: Link,
): Serving {
  if (link !== "live") return "unknown";
  if (servingStopped) return "stopped";
  if (lanUrl === null) return "noNetwork";
  return hasAccounts ? "serving" : "noAccounts";
}
