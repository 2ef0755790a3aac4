/** Wakes a while after it was asked, when the main thread is blocked again, and says so. */

let waker: MessagePort | null = null;

function wake(): void {
  waker?.postMessage("wake");
  Deno.stdout.writeSync(new TextEncoder().encode("woken\n"));
}

self.onmessage = ({ data }: MessageEvent<MessagePort | "soon">) => {
  if (data !== "soon") waker = data;
  else setTimeout(wake, 1_500);
};
