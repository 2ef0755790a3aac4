/** Run as a process of its own by library_test.ts: `ok`, or the code and the message of an error. */
import { Database, ensureLibrary, findLibrary, LibraryError } from "@db/sqlite";
import { fetchSource } from "../../sqlcipher/fetch_source.ts";

async function perform(call: string | undefined): Promise<void> {
  if (call === "find") findLibrary();
  else if (call === "open") new Database(":memory:").close();
  else if (call === "ensure") await ensureLibrary();
  else {
    const folder = await Deno.makeTempDir();
    try {
      await fetchSource(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

let said = "ok";
try {
  await perform(Deno.args[0]);
} catch (error) {
  if (!(error instanceof LibraryError)) throw error;
  said = `${error.code} ${error.message}`;
}
await Deno.stdout.write(new TextEncoder().encode(said));
