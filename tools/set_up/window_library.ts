/**
 * The library of the native window: fetched prebuilt, with its pinned checksum.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { fetchPackage } from "../../sqlcipher/fetch_package.ts";
import { cachedLibraryFolder, findLibrary, libraryHere } from "../../ui/window/find_library.ts";
import { DEBIAN_PACKAGES, WEBVIEW_PACKAGE } from "../../ui/window/library_table.ts";
import { WindowError } from "../../ui/window/window_error.ts";
import { installPackages } from "./debian_packages.ts";
import { type Progress, whileReporting } from "./progress.ts";
import { SetUpError } from "./set_up_error.ts";

/** What a test of the real window needs besides: a display, and hands and eyes on it. */
const DISPLAY_PACKAGES = ["xvfb", "xauth", "xdotool", "imagemagick"];

/**
 * Sees to the library. Without it the hub runs and its page opens in the browser: so a failure is
 * told and nothing else. What the system lacks is told by the program when it opens the window.
 */
export async function provideWindow(progress: Progress): Promise<void> {
  try {
    await provideWindowLibrary(progress);
  } catch (error) {
    if (!(error instanceof WindowError || error instanceof SetUpError)) throw error;
    progress.say(`Set-up: ${error.message}. The page will open in the browser instead.`);
  }
}

/**
 * Sees to everything that tests of the real window need.
 *
 * @throws {WindowError | SetUpError} with a message that says what to do
 */
export async function provideWindowTests(progress: Progress): Promise<void> {
  if (Deno.build.os !== "linux") return;
  await provideWindowLibrary(progress);
  if (await hasWebView() && hasPrograms(["Xvfb", "xdotool", "import"])) return;
  const packages = [...DEBIAN_PACKAGES, ...DISPLAY_PACKAGES];
  await installPackages("the web view and a display for tests", packages, progress);
}

/**
 * Fetches the library unless it is there.
 *
 * @throws {WindowError | SetUpError}
 */
export async function provideWindowLibrary(progress: Progress): Promise<void> {
  try {
    findLibrary();
    return;
  } catch (error) {
    if (!(error instanceof WindowError) || error.code !== "LIBRARY_MISSING") throw error;
  }
  await whileReporting(progress, "Fetching the window library", () => fetchInto());
}

async function fetchInto(folder: string = cachedLibraryFolder()): Promise<void> {
  const { file, sha256 } = libraryHere();
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const workFolder = await Deno.makeTempDir({ dir: folder, prefix: ".fetch-" });
  try {
    const outcome = await fetchPackage(WEBVIEW_PACKAGE, workFolder);
    if ("failure" in outcome) {
      throw new SetUpError(`Cannot fetch the window library: ${outcome.failure}`);
    }
    const bytes = await Deno.readFile(join(outcome.packageFolder, WEBVIEW_PACKAGE.folder, file));
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
      throw new SetUpError(`Cannot use the window library: ${file} is not the pinned file`);
    }
    const finished = join(workFolder, "finished");
    await Deno.writeFile(finished, bytes, { mode: 0o700 });
    await Deno.rename(finished, join(folder, file));
  } finally {
    await Deno.remove(workFolder, { recursive: true });
  }
}

/** Whether the system has what the library is linked with; other systems carry it along. */
async function hasWebView(): Promise<boolean> {
  if (Deno.build.os !== "linux") return true;
  try {
    // In a process of its own: a web view that was loaded stays loaded.
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "Deno.dlopen(Deno.args[0], {})", findLibrary()],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

function hasPrograms(names: readonly string[]): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return names.every((name) => folders.some((folder) => isFile(join(folder, name))));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
