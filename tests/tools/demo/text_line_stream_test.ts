import assert from "node:assert/strict";
import { TextLineStream } from "../../../tools/demo/text_line_stream.ts";

Deno.test("TextLineStream cuts lines wherever the bytes were cut", async () => {
  const bytes = new TextEncoder().encode('{"a":"أمل"}\n\n{"b":2}\nrest');
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
    const lines = await Array.fromAsync(
      ReadableStream.from(chunks).pipeThrough(new TextLineStream()),
    );
    assert.deepEqual(lines, ['{"a":"أمل"}', '{"b":2}', "rest"]);
  }
});
