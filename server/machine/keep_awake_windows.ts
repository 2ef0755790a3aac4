/**
 * Keeps Windows awake, by its own call.
 *
 * @module
 */

// https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate
const ES_CONTINUOUS = 0x80000000;
const ES_SYSTEM_REQUIRED = 0x00000001;

/** Until it is disposed, or the thread that called it ends. Null when Windows refuses. */
export function stayAwakeOnWindows(): Disposable | null {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    SetThreadExecutionState: { parameters: ["u32"], result: "u32" },
  });
  const { SetThreadExecutionState } = kernel32.symbols;
  if (SetThreadExecutionState((ES_CONTINUOUS | ES_SYSTEM_REQUIRED) >>> 0) === 0) {
    kernel32.close();
    return null;
  }
  return {
    [Symbol.dispose]: () => {
      SetThreadExecutionState(ES_CONTINUOUS);
      kernel32.close();
    },
  };
}
