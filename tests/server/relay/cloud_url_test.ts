import assert from "node:assert/strict";
import { type CloudUrlCode, readCloudUrl } from "../../../server/relay/cloud_url.ts";

Deno.test("readCloudUrl() takes https addresses and trims them", () => {
  const cases = [
    ["https://cloud.example.org", "https://cloud.example.org"],
    ["  https://cloud.example.org//  ", "https://cloud.example.org"],
    ["HTTPS://Cloud.Example.org:8443/hikma/", "https://cloud.example.org:8443/hikma"],
    // Copied out of a message in Arabic.
    ["\u200f\u2066https://cloud.example.org\u2069 \u200f", "https://cloud.example.org"],
  ];
  for (const [typed = "", expected] of cases) assert.equal(readCloudUrl(typed), expected);
});

Deno.test("readCloudUrl() takes http on loopback alone (C20)", () => {
  for (
    const typed of ["http://127.0.0.1:8000/", "http://localhost", "http://[::1]:9", "http://127.1"]
  ) {
    assert.ok(readCloudUrl(typed).startsWith("http://"));
  }
  const far = [
    "http://cloud.example.org",
    "http://192.168.1.5",
    "http://localhost.example.org",
    "http://127.0.0.1.example.org",
    "http://0.0.0.0",
  ];
  for (const typed of far) refuses(typed, "NOT_HTTPS");
});

Deno.test("readCloudUrl() refuses what is no plain address", () => {
  for (const typed of ["", "  "]) refuses(typed, "EMPTY");
  const wrong = [
    "cloud.example.org",
    "ftp://cloud.example.org",
    "https://",
    "https://user:secret@cloud.example.org",
    "https://cloud.example.org?key=1",
    "https://cloud.example.org/#top",
    "https://cloud.example.org/?",
    "javascript:alert(1)",
  ];
  for (const typed of wrong) refuses(typed, "NOT_A_URL");
});

function refuses(typed: string, code: CloudUrlCode): void {
  assert.throws(() => readCloudUrl(typed), { code }, typed);
}
