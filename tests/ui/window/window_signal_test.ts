import assert from "node:assert/strict";
import { newSignalMemory, WindowSignal } from "../../../ui/window/window_signal.ts";

/** Two ends of one memory, and the handles that were terminated. */
function pair() {
  const memory = newSignalMemory();
  const terminated: bigint[] = [];
  const waker = new WindowSignal(memory);
  return {
    main: new WindowSignal(memory),
    wake: () => waker.wake((handle) => terminated.push(Deno.UnsafePointer.value(handle))),
    terminated,
  };
}

const HANDLE = Deno.UnsafePointer.create(4096n);

Deno.test("WindowSignal wakes an armed window once until that was noted", () => {
  const { main, wake, terminated } = pair();
  assert.equal(main.arm(HANDLE), true);
  wake();
  wake();
  assert.deepEqual(terminated, [4096n]);
  assert.equal(main.disarm(), true);
  assert.equal(main.disarm(), false);
  assert.equal(main.arm(HANDLE), true);
  wake();
  assert.deepEqual(terminated, [4096n, 4096n]);
});

Deno.test("WindowSignal keeps a window from running that was woken before it was armed", () => {
  const { main, wake, terminated } = pair();
  wake();
  assert.equal(main.arm(HANDLE), false);
  wake();
  assert.equal(main.arm(HANDLE), false);
  assert.equal(main.arm(HANDLE), true);
  assert.deepEqual(terminated, []);
});

Deno.test("WindowSignal never touches a window that was disarmed", () => {
  const { main, wake, terminated } = pair();
  main.arm(HANDLE);
  assert.equal(main.disarm(), false);
  wake();
  assert.deepEqual(terminated, []);
});
