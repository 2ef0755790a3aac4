/**
 * Installs Debian packages when that is possible without asking anyone.
 *
 * @module
 */

import { type Progress, whileReporting } from "./progress.ts";
import { SetUpError } from "./set_up_error.ts";

/** How packages may be installed here. */
export type PackageRights = "root" | "sudo" | "none";

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

async function run(program: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { ok: false, output: "" };
    throw error;
  }
}

/** Whether this machine installs packages with `apt-get`. */
export async function hasApt(): Promise<boolean> {
  return Deno.build.os === "linux" && (await run("apt-get", ["--version"])).ok;
}

/** Root, passwordless `sudo`, or neither. */
export async function packageRights(): Promise<PackageRights> {
  if (Deno.uid() === 0) return "root";
  return (await run("sudo", ["-n", "true"])).ok ? "sudo" : "none";
}

/** The command a person runs to install packages. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`;
}

/** The arguments of a silent `apt-get`, through `sudo` where needed. */
function apt(rights: "root" | "sudo", args: readonly string[]): Promise<Outcome> {
  if (rights === "root") return run("apt-get", args);
  return run("sudo", ["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args]);
}

/**
 * Installs packages, or says which command to run.
 *
 * @param what the packages in the words of a person, for progress and messages
 * @throws {SetUpError} without apt, without the rights, or when apt fails
 */
export async function installPackages(
  what: string,
  packages: readonly string[],
  progress: Progress,
): Promise<void> {
  if (!await hasApt()) {
    throw new SetUpError(
      `Cannot install ${what}: this system has no apt-get. ` +
        `Install what the Debian packages ${packages.join(", ")} hold`,
    );
  }
  const rights = await packageRights();
  if (rights === "none") {
    throw new SetUpError(
      `Cannot install ${what} without asking you. Run this, then start again:\n` +
        `  ${installCommand(packages)}`,
    );
  }
  progress.say(`Installing ${what}: Debian packages ${packages.join(", ")}`);
  const args = ["-o", "DPkg::Lock::Timeout=120"];
  await whileReporting(
    progress,
    "Reading the package lists",
    () => apt(rights, [...args, "update"]),
  );
  const installed = await whileReporting(
    progress,
    `Installing ${what}`,
    () => apt(rights, [...args, "install", "-y", "--no-install-recommends", ...packages]),
  );
  if (!installed.ok) {
    const reason = installed.output.split("\n").filter((line) => /^E: |rror/.test(line)).slice(-3);
    throw new SetUpError(
      [
        `Cannot install ${what}: apt-get failed. Try it by hand:`,
        `  ${installCommand(packages)}`,
        ...reason.map((line) => `  ${line.trim()}`),
      ].join("\n"),
    );
  }
}
