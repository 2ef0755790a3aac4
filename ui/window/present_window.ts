/**
 * Brings a window to the front, by the system's own calls. Failing is harmless: the window is there
 * all the same.
 */
export function presentWindow(window: Deno.PointerValue): void {
  if (window === null) return;
  try {
    PRESENT[Deno.build.os]?.(window);
  } catch {
    // A system that cannot raise windows, for instance a kiosk without window manager.
  }
}

const PRESENT: Partial<Record<typeof Deno.build.os, (window: Deno.PointerObject) => void>> = {
  linux: presentGtk,
  darwin: presentCocoa,
  windows: presentWin32,
};

function presentGtk(window: Deno.PointerObject): void {
  const gtk = Deno.dlopen("libgtk-4.so.1", {
    gtk_window_unminimize: { parameters: ["pointer"], result: "void" },
    gtk_window_present: { parameters: ["pointer"], result: "void" },
  });
  gtk.symbols.gtk_window_unminimize(window);
  gtk.symbols.gtk_window_present(window);
  gtk.close();
}

function presentWin32(window: Deno.PointerObject): void {
  const user32 = Deno.dlopen("user32.dll", {
    ShowWindow: { parameters: ["pointer", "i32"], result: "i32" },
    SetForegroundWindow: { parameters: ["pointer"], result: "i32" },
  });
  const restore = 9; // SW_RESTORE
  user32.symbols.ShowWindow(window, restore);
  user32.symbols.SetForegroundWindow(window);
  user32.close();
}

function presentCocoa(window: Deno.PointerObject): void {
  const objc = Deno.dlopen("/usr/lib/libobjc.dylib", {
    objc_getClass: { parameters: ["buffer"], result: "pointer" },
    sel_registerName: { parameters: ["buffer"], result: "pointer" },
    objc_msgSend: { parameters: ["pointer", "pointer", "pointer"], result: "pointer" },
  });
  const { objc_getClass, sel_registerName, objc_msgSend } = objc.symbols;
  const text = (name: string) => new TextEncoder().encode(`${name}\0`);
  const send = (to: Deno.PointerValue, message: string, argument: Deno.PointerValue = null) =>
    objc_msgSend(to, sel_registerName(text(message)), argument);
  const application = send(objc_getClass(text("NSApplication")), "sharedApplication");
  const yes = Deno.UnsafePointer.create(1n);
  send(application, "activateIgnoringOtherApps:", yes);
  send(window, "deminiaturize:");
  send(window, "makeKeyAndOrderFront:");
  objc.close();
}
