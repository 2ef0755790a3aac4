/**
 * Why the native SQLCipher library cannot be used.
 *
 * - `LIBRARY_MISSING`: no library was found in any of the places looked at. Run the set-up once.
 * - `LIBRARY_DAMAGED`: a library was found, but its bytes do not match its manifest, the manifest
 *   cannot be read, or the file is not a SQLCipher library. Delete it and run the set-up again.
 * - `COMPILER_MISSING`: no working C compiler. The message names the package and the command.
 * - `CRYPTO_HEADERS_MISSING`: OpenSSL's headers or its static library are missing. The message
 *   names the package and the command.
 * - `SOURCE_UNAVAILABLE`: SQLCipher's source could not be fetched. Check the network and the
 *   package registry settings.
 * - `SOURCE_CHANGED`: the fetched source is not the pinned one. Do not go on: find out why.
 * - `BUILD_FAILED`: the compiler refused the pinned source, or the platform is not in the table of
 *   build flags.
 */
export type LibraryErrorCode =
  | "LIBRARY_MISSING"
  | "LIBRARY_DAMAGED"
  | "COMPILER_MISSING"
  | "CRYPTO_HEADERS_MISSING"
  | "SOURCE_UNAVAILABLE"
  | "SOURCE_CHANGED"
  | "BUILD_FAILED";

/** The native SQLCipher library cannot be found, trusted, built or loaded. */
export class LibraryError extends Error {
  /** Name of the class. */
  override readonly name = "LibraryError";
  /** Which of the closed set of reasons. */
  readonly code: LibraryErrorCode;

  /** Makes an error of the given code; the message says what to do. */
  constructor(code: LibraryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
