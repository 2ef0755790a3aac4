/**
 * The program gives way to its launcher: after an update the next version starts.
 *
 * @module
 */

/**
 * Replaces this process by the launcher, so that whoever watches the process sees it go on. On
 * Windows, which cannot do that, the launcher is started beside it and this program has to end.
 *
 * @returns Only when the launcher could not be started, or on Windows
 */
export function startAgain(launcher: string, args: readonly string[]): void {
  try {
    if (Deno.build.os === "windows") startBeside(launcher, args);
    else replaceProcess(launcher, args);
  } catch {
    // The operator starts the program again; the files say which version that is.
  }
}

function replaceProcess(launcher: string, args: readonly string[]): void {
  const libc = Deno.dlopen(
    Deno.build.os === "darwin" ? "/usr/lib/libSystem.B.dylib" : "libc.so.6",
    {
      execv: { parameters: ["buffer", "buffer"], result: "i32" },
    },
  );
  const texts = [launcher, ...args].map((text) => new TextEncoder().encode(`${text}\0`));
  const pointers = texts.map((text) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(text)));
  const argv = new BigUint64Array([...pointers.map(BigInt), 0n]);
  const [path] = texts;
  if (path !== undefined) libc.symbols.execv(path, argv);
  libc.close();
}

// https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-shellexecutew
function startBeside(launcher: string, args: readonly string[]): void {
  const shell32 = Deno.dlopen("shell32.dll", {
    ShellExecuteW: {
      parameters: ["pointer", "buffer", "buffer", "buffer", "pointer", "i32"],
      result: "pointer",
    },
  });
  const wide = (text: string) =>
    new Uint8Array(
      Uint16Array.from([...`${text}\0`].flatMap((sign) =>
        Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at))
      )).buffer,
    );
  const line = args.map((arg) => `"${arg.replaceAll('"', '\\"')}"`).join(" ");
  const hidden = 0; // SW_HIDE
  shell32.symbols.ShellExecuteW(null, wide("open"), wide(launcher), wide(line), null, hidden);
  shell32.close();
}
