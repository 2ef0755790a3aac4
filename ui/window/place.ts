import { WindowError } from "./window_error.ts";

/** Windows belong to the main thread; macOS insists on it. @throws {WindowError} `WRONG_THREAD` */
export function requireMainThread(): void {
  if ("WorkerGlobalScope" in globalThis) throw new WindowError("WRONG_THREAD");
}

/**
 * GTK would only say that it cannot start.
 *
 * @throws {WindowError} `NO_DISPLAY`
 */
export function requirePlace(env: (name: string) => string | undefined = readEnv): void {
  if (Deno.build.os !== "linux") return;
  if (env("DISPLAY") || env("WAYLAND_DISPLAY")) return;
  throw new WindowError("NO_DISPLAY");
}

function readEnv(name: string): string | undefined {
  return Deno.env.get(name);
}
