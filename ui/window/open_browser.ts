/** How each system opens its default browser. */
const COMMANDS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["xdg-open"],
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Opens the default browser; false when there is none, or the program may not start others. Never
 * asks for a permission: nobody may be at the terminal.
 *
 * @param url handed over on the command line: other users of the machine may see it (SECURITY.md)
 */
export async function openBrowser(url: string): Promise<boolean> {
  const [command, ...args] = COMMANDS[Deno.build.os] ?? [];
  if (command === undefined) return false;
  const { state } = await Deno.permissions.query({ name: "run", command });
  if (state !== "granted") return false;
  try {
    const browser = new Deno.Command(command, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    browser.unref();
    // It ends by itself; only a refusal, which comes at once, is of interest.
    const ended = await Promise.race([browser.status, delay(1_000)]);
    return ended === undefined || ended.success;
  } catch {
    return false;
  }
}

function delay(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    Deno.unrefTimer(timer);
  });
}
