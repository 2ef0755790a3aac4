/** Fails half a second after its start. */

import { wakeWhenFailing } from "../../../server/threads/waking.ts";

self.onmessage = ({ data }: MessageEvent<MessagePort>) => {
  wakeWhenFailing(data);
  setTimeout(() => {
    throw new Error("a defect");
  }, 500);
};
