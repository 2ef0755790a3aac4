/**
 * Cuts UTF-8 bytes into lines.
 *
 * @module
 */

/** Bytes in, whole lines out; empty lines are left out. */
export class TextLineStream extends TransformStream<Uint8Array<ArrayBuffer>, string> {
  /** Makes a stream of its own. */
  constructor() {
    const decoder = new TextDecoder();
    let rest = "";
    super({
      transform(chunk, controller) {
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.trim() !== "") controller.enqueue(line);
      },
      flush(controller) {
        if (rest.trim() !== "") controller.enqueue(rest);
      },
    });
  }
}
