// The question before anything that is hard to take back.

import { byId, setText } from "./elements.js";

/** Asks; false for no, for Escape, and when another question takes its place. */
export function confirmed({ title, text, yes }) {
  const dialog = byId("confirm");
  setText(byId("confirm-title"), title);
  setText(byId("confirm-text"), text);
  setText(byId("confirm-yes"), yes);
  return new Promise((resolve) => {
    dialog.returnValue = "no";
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    byId("confirm-yes").onclick = () => dialog.close("yes");
    byId("confirm-no").onclick = () => dialog.close("no");
    dialog.showModal();
    // What happens on a hasty Enter is nothing.
    byId("confirm-no").focus();
  });
}
