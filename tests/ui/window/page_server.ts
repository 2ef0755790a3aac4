/** A worker that serves a page and tells what the page asked for. */

const PAGE = `<!doctype html><title>page</title><h1 style="color:#123456">A page</h1><script>
const say = (text) => fetch("/said?" + encodeURIComponent(text));
(async () => {
  await say("fetched");
  await say("sum " + await add(2, 3));
  await fail().catch((error) => say("refused " + error.name + " " + error.message));
  await say("nothing " + await nothing());
  await leave();
})();
</script>`;

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => self.postMessage({ port }),
}, (request) => {
  const url = new URL(request.url);
  if (url.pathname === "/") {
    return new Response(PAGE, {
      headers: { "content-type": "text/html", "cache-control": "no-store" },
    });
  }
  self.postMessage({ said: decodeURIComponent(url.search.slice(1)) });
  return new Response("", { headers: { "cache-control": "no-store" } });
});

self.onmessage = () => server.shutdown();
