/** Tries to open a window where none may be opened. */

import { Webview, WindowError } from "@webview/webview";

try {
  new Webview();
} catch (error) {
  self.postMessage(error instanceof WindowError ? error.code : "other");
}
