/**
 * What the installed program may do: baked into a compiled one, on the command line of the other.
 *
 * @module
 */

/** Environment variables the program reads. A test holds the list against the sources. */
export const ENVIRONMENT: readonly string[] = [
  "APPDATA",
  "DISPLAY",
  "HIKMA_HUB_LAUNCHER",
  "HIKMA_HUB_PROGRAM",
  "HIKMA_HUB_ROOT",
  "HIKMA_HUB_VERSIONS",
  "HIKMA_HUB_WATCHER",
  "HOME",
  "LOCALAPPDATA",
  "SQLCIPHER_LIB",
  "USERPROFILE",
  "WAYLAND_DISPLAY",
  "WEBVIEW_LIB",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
];

/** Programs of the system it may start: the browser, and what keeps the machine awake. */
const PROGRAMS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["xdg-open", "systemd-inhibit"],
  darwin: ["open", "caffeinate"],
  windows: ["rundll32"],
};

/**
 * The flags. Network and files cannot be narrowed: the operator chooses the cloud's address and the
 * folders. Native code is the database and the window; the libraries are compared with their
 * checksums before they are opened.
 */
export function permissionFlags(os: typeof Deno.build.os = Deno.build.os): string[] {
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-ffi",
    `--allow-env=${ENVIRONMENT.join(",")}`,
    "--allow-sys=hostname,networkInterfaces,osRelease,osUptime,statfs,systemMemoryInfo,uid",
    `--allow-run=${(PROGRAMS[os] ?? []).join(",")}`,
  ];
}
