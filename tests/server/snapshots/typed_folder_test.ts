import assert from "node:assert/strict";
import { SnapshotError, typedFolder } from "../../../server/snapshots/mod.ts";

Deno.test({
  name: "typedFolder() takes a folder as people type and paste it",
  ignore: Deno.build.os === "windows",
  fn: () => {
    const home = () => "/home/nurse";
    const typed: Readonly<Record<string, string>> = {
      "/media/stick": "/media/stick",
      "  /media/stick/  ": "/media/stick",
      '"/media/my stick/"': "/media/my stick",
      "'/media/my stick' ": "/media/my stick",
      "/media//a/../stick": "/media/stick",
      "~/copies": "/home/nurse/copies",
      "~": "/home/nurse",
      "/media/~stick": "/media/~stick",
      // Marks of direction that nobody sees come along when a path is copied.
      "\u202a/media/stick": "/media/stick",
      '\u2067"/media/\u0639\u0635\u0627/"\u2069 ': "/media/\u0639\u0635\u0627",
      "/media/\u0639\u200f1": "/media/\u0639\u200f1",
    };
    for (const [text, path] of Object.entries(typed)) assert.equal(typedFolder(text, home), path);
  },
});

Deno.test("typedFolder() takes none that depends on where the program was started", () => {
  const isMissing = (error: unknown) =>
    error instanceof SnapshotError && error.code === "PLACE_MISSING";
  for (const text of ["stick", "./stick", "../stick", '""', "~/x", "~nurse/x"]) {
    assert.throws(() => typedFolder(text, () => null), isMissing, text);
  }
});
