import { join } from "node:path";
import type { BuildFlags } from "./build_flags.ts";
import { LibraryError, type LibraryErrorCode } from "./library_error.ts";
import { LIBRARY_SOURCE } from "./library_source.ts";
import { errorLines, runCommand } from "./run_command.ts";

const INSTALL_COMPILER: Record<string, string> = {
  linux: "install the Debian packages gcc, libc6-dev and libssl-dev: " +
    "sudo apt-get install -y gcc libc6-dev libssl-dev",
  darwin: "install the command line tools: xcode-select --install",
  windows: "install MSYS2 and, in its UCRT64 shell, the package mingw-w64-ucrt-x86_64-gcc: " +
    "pacman -S mingw-w64-ucrt-x86_64-gcc",
};

const INSTALL_OPENSSL: Record<string, string> = {
  linux: "install the Debian package libssl-dev: sudo apt-get install -y libssl-dev",
  windows: "install the MSYS2 package mingw-w64-ucrt-x86_64-openssl: " +
    "pacman -S mingw-w64-ucrt-x86_64-openssl",
};

/**
 * The first C compiler that can make a program here, and with OpenSSL if the flags need it. Asked
 * before anything is downloaded.
 *
 * @param workFolder an empty folder of the caller, who deletes it
 * @throws {LibraryError} `COMPILER_MISSING`, `CRYPTO_HEADERS_MISSING`
 */
export async function findCompiler(flags: BuildFlags, workFolder: string): Promise<string> {
  const wanted = Deno.env.get("CC");
  const candidates = wanted === undefined || wanted === "" ? ["cc", "gcc", "clang"] : [wanted];
  const plain = "#include <stdlib.h>\nint probe(void) { return abs(-1); }\n";
  for (const compiler of candidates) {
    if (!await canCompile(compiler, plain, [...flags.compile], workFolder)) continue;
    if (flags.needsOpenssl) {
      const crypto = "#include <openssl/evp.h>\nint probe(void) { return EVP_sha512() != 0; }\n";
      if (!await canCompile(compiler, crypto, [...flags.compile], workFolder, flags.link)) {
        throw missing(
          "CRYPTO_HEADERS_MISSING",
          "OpenSSL's headers or its static library",
          INSTALL_OPENSSL,
        );
      }
    }
    return compiler;
  }
  throw missing("COMPILER_MISSING", "a working C compiler", INSTALL_COMPILER);
}

async function canCompile(
  compiler: string,
  program: string,
  compileArgs: readonly string[],
  workFolder: string,
  linkArgs: readonly string[] = [],
): Promise<boolean> {
  const source = join(workFolder, "probe.c");
  await Deno.writeTextFile(source, program);
  const args = [...compileArgs, source, "-o", join(workFolder, "probe.out"), ...linkArgs];
  const outcome = await runCommand(compiler, args);
  return outcome !== undefined && outcome.ok;
}

function missing(
  code: LibraryErrorCode,
  what: string,
  install: Record<string, string>,
): LibraryError {
  const remedy = install[Deno.build.os] ?? "install it with the system's package manager";
  return new LibraryError(code, `Cannot build SQLCipher: ${what} is missing; ${remedy}`);
}

/**
 * Compiles the amalgamation into one shared library.
 *
 * @param workFolder a folder of the caller, who deletes it
 * @param onElapsed called about twice a second while the compiler runs, with milliseconds
 * @throws {LibraryError} `BUILD_FAILED`
 */
export async function compileLibrary(
  compiler: string,
  flags: BuildFlags,
  sourceFolder: string,
  workFolder: string,
  outputPath: string,
  onElapsed: (elapsedMs: number) => void,
): Promise<void> {
  const defines = flags.defines.map((define) => `-D${define}`);
  const source = join(workFolder, "library.c");
  await Deno.writeTextFile(source, LIBRARY_SOURCE);
  const inputs = [`-I${sourceFolder}`, source, "-o", outputPath];
  const args = [...flags.compile, ...defines, ...inputs, ...flags.link];
  const startedMs = performance.now();
  const timer = setInterval(() => onElapsed(performance.now() - startedMs), 500);
  try {
    const outcome = await runCommand(compiler, args);
    if (outcome?.ok === true) return;
    throw new LibraryError(
      "BUILD_FAILED",
      `Cannot build SQLCipher: ${compiler} failed: ${errorLines(outcome?.output ?? "")}`,
    );
  } finally {
    clearInterval(timer);
  }
}
