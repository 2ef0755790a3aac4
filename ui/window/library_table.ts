/** The prebuilt library of one system. */
export interface PrebuiltLibrary {
  /** File in the package's `build` folder. */
  readonly file: string;
  /** Its SHA-256 in hex. */
  readonly sha256: string;
  /** What has to be on the system besides, in the words of that system. */
  readonly needs: string;
}

/**
 * The one place that says which library the window uses. The package carries builds of the C
 * library `webview/webview` 0.12.0; nothing else of it is used and none of its scripts run.
 */
export const WEBVIEW_PACKAGE = {
  npmPackage: "webview-bun",
  npmVersion: "2.4.0",
  folder: "build",
} as const;

/**
 * Debian packages behind the window on Linux. The build is linked with the Vulkan loader, which the
 * web view itself does not need on every Debian.
 */
export const DEBIAN_PACKAGES: readonly string[] = ["libwebkitgtk-6.0-4", "libvulkan1"];

const DEBIAN_NEEDS = `the Debian packages ${DEBIAN_PACKAGES.join(" and ")}`;

/** By `Deno.build.os` and `Deno.build.arch`. */
const LIBRARIES: Readonly<Record<string, PrebuiltLibrary>> = {
  "linux-x86_64": {
    file: "libwebview-x64.so",
    sha256: "71b051644a6871c929a1fb4dac31fdbaaa3d7e52d62ee3d806a3321590105ded",
    needs: DEBIAN_NEEDS,
  },
  "linux-aarch64": {
    file: "libwebview-arm64.so",
    sha256: "80aee08b776c2465fdbbb7d4ba2dcf77a6c5f6f6f6bf9eebae05450ca9bc73cd",
    needs: DEBIAN_NEEDS,
  },
  "darwin-x86_64": macLibrary(),
  "darwin-aarch64": macLibrary(),
  "windows-x86_64": {
    file: "libwebview.dll",
    sha256: "53232f6b51c58da5ff3edd6df9b678a2e54bcb5eb8cdeb6c1b8f1270171f57c3",
    needs: "the Microsoft Edge WebView2 Runtime",
  },
};

/** One file for both processors. */
function macLibrary(): PrebuiltLibrary {
  return {
    file: "libwebview.dylib",
    sha256: "cfa01986c2c316c2533adfad94f8f786a5dd6d0662b827614bc6d3bdd42c75c0",
    needs: "macOS 11 or newer",
  };
}

/** The library of a system, `undefined` where there is none. */
export function libraryFor(
  os: string = Deno.build.os,
  arch: string = Deno.build.arch,
): PrebuiltLibrary | undefined {
  return LIBRARIES[`${os}-${arch}`];
}
