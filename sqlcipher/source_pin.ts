/**
 * The one place that says which source the library is made from. The package carries SQLCipher's
 * amalgamation as C source; nothing else of it is used and none of its scripts run.
 */
export const SOURCE = {
  npmPackage: "@journeyapps/sqlcipher",
  npmVersion: "6.0.0",
  folder: "deps/sqlcipher-amalgamation",
  sqlcipherVersion: "4.14.0",
  sqliteVersion: "3.51.3",
  /** SHA-256 of every file that is compiled, in hex. */
  sha256: {
    "sqlite3.c": "2ba87bbc92caf02c0ac640198c537c24bdda899a18bbba289f3d3f44d56795e4",
    "sqlite3.h": "c7253bc5d2ba0fad5236fc10ed959f99374bdbc224c200250c9c4a90edf56023",
  },
} as const;
