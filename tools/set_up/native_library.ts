/**
 * The SQLCipher library: found, or built from its pinned source.
 *
 * @module
 */

import { ensureLibrary } from "../../sqlcipher/build.ts";
import { LibraryError, type LibraryErrorCode } from "../../sqlcipher/library_error.ts";
import { hasApt, installPackages } from "./debian_packages.ts";
import type { Progress } from "./progress.ts";

/** The Debian packages behind what a build may find missing. */
const PACKAGES: Partial<Record<LibraryErrorCode, readonly string[]>> = {
  COMPILER_MISSING: ["gcc", "libc6-dev", "libssl-dev"],
  CRYPTO_HEADERS_MISSING: ["libssl-dev"],
};

/**
 * Sees to it that the library is there. The compiler and OpenSSL's headers are installed on the way
 * when they are missing and may be installed.
 *
 * @throws {LibraryError | SetUpError} with a message that says what to do
 */
export async function provideLibrary(progress: Progress): Promise<void> {
  const build = async (): Promise<void> => {
    let announced = false;
    await ensureLibrary({
      onProgress: (text, fraction) => {
        if (!announced) progress.say("Building the SQLCipher library, once: about a minute");
        announced = true;
        progress.step(text, fraction);
      },
    });
    progress.done();
  };
  try {
    await build();
  } catch (error) {
    progress.done();
    const packages = error instanceof LibraryError ? PACKAGES[error.code] : undefined;
    if (packages === undefined || !await hasApt()) throw error;
    await installPackages("a C compiler and OpenSSL's headers", packages, progress);
    await build();
  }
}
