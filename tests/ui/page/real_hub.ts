/** A real hub whose page is opened in the browser of the tests. */

import assert from "node:assert/strict";
import { findLibrary as findSqlcipher } from "../../../sqlcipher/find_library.ts";
import type { WindowDirectory, WindowHub } from "../window/window_hub.ts";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}/;

/** Variables with which a hub finds no display, no browser and no other libraries. */
export function withoutDisplay({ root }: WindowDirectory): Record<string, string> {
  return {
    DISPLAY: "",
    WAYLAND_DISPLAY: "",
    PATH: root,
    SQLCIPHER_LIB: findSqlcipher(),
  };
}

/** The link that such a hub says instead of opening a browser. */
export async function linkOf(hub: WindowHub): Promise<string> {
  const link = LINK.exec(await hub.said("Open this link in a browser: "))?.[0];
  assert(link !== undefined);
  return link;
}
