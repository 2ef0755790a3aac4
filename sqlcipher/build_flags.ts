/** What a C compiler is told on one platform. */
export interface BuildFlags {
  /** File name of the library. */
  readonly libraryName: string;
  /** `-D` values. */
  readonly defines: readonly string[];
  /** Arguments that come before the source file. */
  readonly compile: readonly string[];
  /** Arguments that come after the source file. */
  readonly link: readonly string[];
  /** Whether OpenSSL's headers and static library have to be there. */
  readonly needsOpenssl: boolean;
}

/** On every platform. */
const DEFINES = [
  "NDEBUG",
  "HAVE_STDINT_H=1",
  // SQLCipher: the codec, its own start and stop, and temporary tables in memory, never on disk.
  "SQLITE_HAS_CODEC",
  "SQLITE_EXTRA_INIT=sqlcipher_extra_init",
  "SQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown",
  "SQLITE_TEMP_STORE=2",
  // SQLCipher writes to stderr by default; errors come back as codes and are logged at the edge.
  "SQLCIPHER_OMIT_LOG",
  "SQLCIPHER_OMIT_LOG_DEVICE",
  "SQLITE_THREADSAFE=1",
  // "x" is a column and nothing else: a misspelt one must not turn into a string.
  "SQLITE_DQS=0",
  "SQLITE_ENABLE_FTS5",
  "SQLITE_LIKE_DOESNT_MATCH_BLOBS",
  // Counters and a cache mode that nothing here uses and that cost on every allocation and lock.
  "SQLITE_DEFAULT_MEMSTATUS=0",
  "SQLITE_OMIT_SHARED_CACHE",
];

const UNIX_DEFINES = ["HAVE_USLEEP=1", "HAVE_LOCALTIME_R=1", "USE_PREAD=1"];

const LINUX: BuildFlags = {
  libraryName: "libsqlcipher.so",
  defines: [...DEFINES, ...UNIX_DEFINES, "HAVE_FDATASYNC=1", "SQLCIPHER_CRYPTO_OPENSSL"],
  compile: ["-O2", "-fPIC", "-shared"],
  link: [
    "-Wl,-Bstatic",
    "-lcrypto",
    "-Wl,-Bdynamic",
    // The runtime carries a SQLite of its own: resolve every name inside this library, and keep
    // OpenSSL's names to ourselves.
    "-Wl,-Bsymbolic",
    "-Wl,--exclude-libs,ALL",
    // A worker that ends must not unmap the code another worker is running.
    "-Wl,-z,nodelete",
    "-Wl,-z,relro",
    "-Wl,-z,now",
    "-s",
    "-pthread",
    "-ldl",
    "-lm",
  ],
  needsOpenssl: true,
};

const MACOS: BuildFlags = {
  libraryName: "libsqlcipher.dylib",
  defines: [...DEFINES, ...UNIX_DEFINES, "SQLCIPHER_CRYPTO_CC"],
  compile: ["-O2", "-fPIC", "-dynamiclib"],
  link: ["-framework", "Security", "-framework", "CoreFoundation"],
  needsOpenssl: false,
};

/** With the compiler and the static OpenSSL of MSYS2 (UCRT64). */
const WINDOWS: BuildFlags = {
  libraryName: "libsqlcipher.dll",
  defines: [...DEFINES, "SQLCIPHER_CRYPTO_OPENSSL", "SQLCIPHER_OMIT_DLLMAIN"],
  compile: ["-O2", "-shared"],
  link: ["-static", "-lcrypto", "-lws2_32", "-lcrypt32", "-lgdi32", "-ladvapi32", "-luser32", "-s"],
  needsOpenssl: true,
};

/** The flags for an operating system as `Deno.build.os` names it; `undefined` if there are none. */
export function buildFlagsFor(os: string): BuildFlags | undefined {
  switch (os) {
    case "linux":
      return LINUX;
    case "darwin":
      return MACOS;
    case "windows":
      return WINDOWS;
    default:
      return undefined;
  }
}
