/** A display nobody sees, for windows that are real in every other way. */

const WM_PROTOCOLS = "WM_PROTOCOLS";
const WM_DELETE_WINDOW = "WM_DELETE_WINDOW";
const CLIENT_MESSAGE = 33;
/** A page that was drawn has at least so many colours; an empty window has two. */
const DRAWN_COLOURS = 20;
/** A page that looks the same after so long is drawn to the end, and waits for nothing. */
const SETTLES_MS = 200;
/** A key that did nothing for so long was lost. */
const AGAIN_MS = 2_000;
const TOOL_TIMEOUT_MS = 5_000;

/** Longer than anything of a window takes on a machine that is busy with other things, ms. */
export const PATIENCE_MS = 60_000;

/** What WebKit wants in a container without GPU and as root. Never set for users. */
const WEBKIT_ENV = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  LIBGL_ALWAYS_SOFTWARE: "1",
  GDK_BACKEND: "x11",
};

/** Why tests of the real window are left out here, or null. */
export function noDisplayReason(): string | null {
  if (Deno.build.os !== "linux") return "windows of this system are not driven by tests";
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const missing = ["Xvfb", "xdotool", "import"].filter((name) =>
    !folders.some((folder) => isFile(`${folder}/${name}`))
  );
  return missing.length === 0 ? null : `${missing.join(", ")} is missing`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** One X server and the windows on it. */
export class VirtualDisplay implements AsyncDisposable {
  readonly name: string;
  readonly #server: Deno.ChildProcess;

  private constructor(server: Deno.ChildProcess, name: string) {
    this.#server = server;
    this.name = name;
  }

  /** Starts a display of 1280 × 800. */
  static async start(): Promise<VirtualDisplay> {
    const server = new Deno.Command("Xvfb", {
      args: ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // To its line break: a server whose pipe is closed earlier dies of it.
    let number = "";
    for await (const part of server.stdout.pipeThrough(new TextDecoderStream())) {
      number += part;
      if (number.endsWith("\n")) break;
    }
    return new VirtualDisplay(server, `:${number.trim()}`);
  }

  /** What a program needs to open windows here. */
  get env(): Record<string, string> {
    return { ...WEBKIT_ENV, DISPLAY: this.name };
  }

  /** Ids of the visible windows whose title holds the text. */
  async find(title: string): Promise<string[]> {
    const { stdout } = await this.#run("xdotool", "search", "--onlyvisible", "--name", title);
    return stdout.split("\n").filter((id) => id !== "");
  }

  /** Waits for a window; throws when none comes. */
  async waitFor(title: string, timeoutMs = PATIENCE_MS): Promise<string> {
    return await eventually(async () => (await this.find(title))[0], timeoutMs, `"${title}"`);
  }

  /** Waits for a window and for its page to be drawn to the end: keys typed before are lost. */
  async waitDrawn(title: string): Promise<string> {
    const id = await this.waitFor(title);
    let before = "";
    const drawn = async () => {
      const args = ["-silent", "-window", id, "-format", "%k %#", "info:-"];
      const now = (await this.#run("import", ...args)).stdout;
      const isSame = now === before;
      before = now;
      if (isSame && parseInt(now) >= DRAWN_COLOURS) return true;
      await pause(SETTLES_MS);
      return undefined;
    };
    await eventually(drawn, PATIENCE_MS, `the page of "${title}"`);
    return id;
  }

  /** Waits until there is no such window. */
  async waitGone(title: string, timeoutMs = PATIENCE_MS): Promise<void> {
    const gone = async () => (await this.find(title)).length === 0 ? true : undefined;
    await eventually(gone, timeoutMs, `the end of "${title}"`);
  }

  /**
   * Sends keys to the window as if typed, and sees what comes of each: as a person does, who presses
   * a key again when nothing happens.
   */
  async press(id: string, ...keys: string[]): Promise<void> {
    for (const key of keys) {
      const before = await this.#picture();
      const changed = async () => await this.#picture() === before ? undefined : true;
      const pressed = async () => {
        await this.#run("xdotool", "windowfocus", "--sync", id);
        await this.#run("xdotool", "key", key);
        return await eventually(changed, AGAIN_MS, key).catch(() => undefined);
      };
      await eventually(pressed, PATIENCE_MS, `what the key ${key} does`);
    }
  }

  /** Types a text into the window. */
  async type(id: string, text: string): Promise<void> {
    await this.#run("xdotool", "windowfocus", "--sync", id);
    await this.#run("xdotool", "type", "--delay", "30", text);
  }

  /** A hash of what the screen shows: asked for a window that is gone, `import` waits for ever. */
  async #picture(): Promise<string> {
    const args = ["-silent", "-window", "root", "-format", "%#", "info:-"];
    // Nothing comes of one that took too long: that is no other picture.
    const take = async () => (await this.#run("import", ...args)).stdout || undefined;
    return await eventually(take, PATIENCE_MS, "a picture of the screen");
  }

  /** Stores a picture of the whole screen. */
  async photograph(path: string): Promise<void> {
    await this.#run("import", "-silent", "-window", "root", path);
  }

  /** Asks a window to close, as a window manager does when the person clicks its cross. */
  close(id: string): void {
    const x11 = Deno.dlopen("libX11.so.6", {
      XOpenDisplay: { parameters: ["buffer"], result: "pointer" },
      XInternAtom: { parameters: ["pointer", "buffer", "i32"], result: "u64" },
      XSendEvent: { parameters: ["pointer", "u64", "i32", "i64", "buffer"], result: "i32" },
      XCloseDisplay: { parameters: ["pointer"], result: "i32" },
    });
    const text = (value: string) => new TextEncoder().encode(`${value}\0`);
    const display = x11.symbols.XOpenDisplay(text(this.name));
    const atom = (name: string) => x11.symbols.XInternAtom(display, text(name), 0);
    // XClientMessageEvent of Xlib.h on 64 bits: type, serial, send_event, display, window,
    // message_type, format, data.l[5].
    const event = new DataView(new ArrayBuffer(192));
    event.setInt32(0, CLIENT_MESSAGE, true);
    event.setBigUint64(32, BigInt(id), true);
    event.setBigUint64(40, atom(WM_PROTOCOLS), true);
    event.setInt32(48, 32, true);
    event.setBigUint64(56, atom(WM_DELETE_WINDOW), true);
    x11.symbols.XSendEvent(display, BigInt(id), 0, 0n, new Uint8Array(event.buffer));
    x11.symbols.XCloseDisplay(display);
    x11.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }

  async #run(command: string, ...args: string[]): Promise<{ readonly stdout: string }> {
    const { stdout } = await new Deno.Command(command, {
      args,
      env: { DISPLAY: this.name },
      stdin: "null",
      stderr: "null",
      // Asked for a window that has just gone, they may wait for ever.
      signal: AbortSignal.timeout(TOOL_TIMEOUT_MS),
    }).output();
    return { stdout: new TextDecoder().decode(stdout).trim() };
  }
}

const LOOK_EVERY_MS = 50;

/** Looks until there is an answer. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
  timeoutMs: number,
  what: string,
): Promise<T> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > untilMs) throw new Error(`waited in vain for ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
