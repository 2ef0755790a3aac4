/** Updates and the machine over the operator's routes. */

import assert from "node:assert/strict";
import type { OperatorProgram } from "../../../server/operator/mod.ts";
import { madeUpProgram } from "../../ui/page/made_up_rest.ts";
import { TestOperator } from "./test_operator.ts";

const FILE = "/api/program/update/file";
const INSTALL = "/api/program/update/install";

/** A program that notes what is asked of it. */
class TestProgram implements OperatorProgram {
  readonly done: string[] = [];
  readonly status = madeUpProgram();
  taken = 0;

  check(): Promise<void> {
    return this.#note("check");
  }
  async takeFile(stream: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    await this.#note("file");
    for await (const chunk of stream) this.taken += chunk.length;
  }
  install(): void {
    void this.#note("install");
  }
  goBack(): void {
    void this.#note("back");
  }
  cancel(): void {
    void this.#note("cancel");
  }
  change(choices: object): Promise<void> {
    return this.#note(JSON.stringify(choices));
  }
  diagnose(): Promise<string> {
    return Promise.resolve("{}");
  }
  #note(what: string): Promise<void> {
    this.done.push(what);
    return Promise.resolve();
  }
}

async function codeOf(response: Response): Promise<string> {
  return response.ok ? "OK" : (await response.json()).error.code;
}

/** Sends with the headers of a signed-in page, some of them changed. */
async function sent(
  path: string,
  headers: Record<string, string>,
  body: BodyInit,
  program = new TestProgram(),
): Promise<[code: string, program: TestProgram]> {
  using operator = new TestOperator({ program });
  const signedIn = await operator.signIn();
  const response = await operator.request(path, {
    method: "POST",
    headers: { ...signedIn, ...headers },
    body,
  });
  return [await codeOf(response), program];
}

const OCTETS = { "content-type": "application/octet-stream" };

Deno.test("an update file larger than any other body is taken as it comes", async () => {
  const [code, program] = await sent(FILE, OCTETS, new Uint8Array(3_000_000));
  assert.deepEqual([code, program.taken], ["OK", 3_000_000]);
});

Deno.test("an update file is refused from another page, and as anything a form could send", async () => {
  const refused = [
    [{ ...OCTETS, origin: "http://evil.example" }, "WRONG_ORIGIN"],
    [{ ...OCTETS, cookie: "" }, "NOT_SIGNED_IN"],
    [{ "content-type": "text/plain" }, "NOT_JSON"],
    [{ "content-type": "multipart/form-data; boundary=x" }, "NOT_JSON"],
  ] as const;
  for (const [headers, expected] of refused) {
    const [code, program] = await sent(FILE, headers, "x");
    assert.deepEqual([code, program.done], [expected, []]);
  }
});

Deno.test("only the update file may be no JSON", async () => {
  const [code, program] = await sent(INSTALL, OCTETS, "{}");
  assert.deepEqual([code, program.done], ["NOT_JSON", []]);
});

Deno.test("a hidden screen neither installs, nor takes a file, nor goes back", async () => {
  const program = new TestProgram();
  using operator = new TestOperator({ program });
  const headers = await operator.signIn();
  operator.guard.hide();
  for (const path of [INSTALL, FILE, "/api/program/update/back", "/api/program/machine"]) {
    const type = path === FILE ? OCTETS : {};
    const init = { method: "POST", headers: { ...headers, ...type }, body: "{}" };
    assert.equal(await codeOf(await operator.request(path, init)), "CONFIRM_FIRST", path);
  }
  assert.deepEqual(program.done, []);
});

Deno.test("the machine takes known choices only", async () => {
  const path = "/api/program/machine";
  const [code, program] = await sent(path, {}, `{"keepAwake":false}`);
  assert.deepEqual([code, program.done], ["OK", [`{"keepAwake":false}`]]);
  for (const body of [`{"keepAwake":"no"}`, `{"shell":"rm"}`]) {
    assert.equal((await sent(path, {}, body))[0], "INVALID", body);
  }
});

Deno.test("the report is saved as a file, by a signed-in page alone", async () => {
  using operator = new TestOperator({ program: new TestProgram() });
  const { cookie = "" } = await operator.signIn();
  const path = "/api/program/report";
  const response = await operator.request(path, { headers: { cookie } });
  assert.match(response.headers.get("content-disposition") ?? "", /sync-hub-report\.json/);
  assert.equal(await codeOf(await operator.request(path)), "NOT_SIGNED_IN");
  await response.body?.cancel();
});
