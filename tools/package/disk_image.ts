/**
 * The `.app` in a `.dmg` for macOS, by the tools of that system. Made and tried only by the hosted
 * workflow.
 *
 * @module
 */

import { join } from "node:path";
import { ROOT } from "./product_files.ts";
import { runTool } from "./run_tool.ts";

const NAME = "Hikma Health Sync Hub";
const HERE = join(ROOT, "tools", "package");

/** Makes the image out of the folder a person would unpack. */
export async function makeDiskImage(
  packageFolder: string,
  target: string,
  version: string,
): Promise<void> {
  const tree = `${packageFolder}.dmg-tree`;
  const contents = join(tree, `${NAME}.app`, "Contents");
  await Deno.mkdir(join(contents, "MacOS"), { recursive: true });
  await Deno.mkdir(join(contents, "Resources"));
  await runTool("cp", ["-R", packageFolder, join(contents, "Resources", "hub")]);
  const start = join(contents, "MacOS", "hikma-hub");
  await Deno.copyFile(join(HERE, "macos", "hikma-hub"), start);
  await Deno.chmod(start, 0o755);
  const info = await Deno.readTextFile(join(HERE, "macos", "Info.plist"));
  await Deno.writeTextFile(join(contents, "Info.plist"), info.replaceAll("@VERSION@", version));
  await makeIcon(tree, join(contents, "Resources", "icon.icns"));
  // For this machine alone. A signature of the project's own needs its certificate.
  await runTool("codesign", ["--force", "--deep", "--sign", "-", join(tree, `${NAME}.app`)]);
  await Deno.symlink("/Applications", join(tree, "Applications"));
  const how = ["-volname", NAME, "-srcfolder", tree, "-ov", "-format", "UDZO"];
  await runTool("hdiutil", ["create", ...how, target]);
  await Deno.remove(tree, { recursive: true });
}

async function makeIcon(work: string, target: string): Promise<void> {
  const set = join(work, "..", "icon.iconset");
  await Deno.mkdir(set);
  const png = join(HERE, "icon", "icon.png");
  for (const size of [16, 32, 128, 256]) {
    const file = join(set, `icon_${size}x${size}.png`);
    await runTool("sips", ["-z", `${size}`, `${size}`, png, "--out", file]);
  }
  await runTool("iconutil", ["--convert", "icns", "--output", target, set]);
  await Deno.remove(set, { recursive: true });
}
