/**
 * Small drawings beside words. They never stand for a word alone.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";

/** On a square of 24, drawn with a line. */
const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.5v.1",
  cross: "M6 6l12 12M18 6L6 18",
  info: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 11v5.5M12 7.5v.1",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2",
  phone:
    "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3M11 18h2",
  pair: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM18 18h2v2h-2z",
  server: "M4 5h16v6H4zM4 13h16v6H4zM7.5 8v.1M7.5 16v.1",
  list: "M4 6h.1M4 12h.1M4 18h.1M8.5 6H20M8.5 12H20M8.5 18H20",
  flag: "M6 21V4M6 4.5h11l-2 4 2 4H6",
  records:
    "M12 3c4.4 0 8 1.3 8 3s-3.6 3-8 3-8-1.3-8-3 3.6-3 8-3M4 6v6c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12v6c0 1.7 3.6 3 8 3s8-1.3 8-3v-6",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  help:
    "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 2M12 16.8v.1",
  steps: "M4 6.5l1.5 1.5L8 5M4 12.5l1.5 1.5L8 11M11 7h9M11 13h9M11 19h9M4 19h3",
  menu: "M4 7h16M4 12h16M4 17h16",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  undo: "M9 7L4 12l5 5M4.5 12H15a5 5 0 0 1 0 8h-2",
  cloud: "M7 18a4 4 0 0 1-.5-8A5.5 5.5 0 0 1 17 9.5a4.3 4.3 0 0 1 .5 8.5z",
  network: "M3 9a13 13 0 0 1 18 0M6.5 12.5a8 8 0 0 1 11 0M10 16a3 3 0 0 1 4 0M12 19.5v.1",
  hide:
    "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M4 20L20 4",
  show: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5",
  stop: "M7 7h10v10H7z",
  sync: "M4 11a8 8 0 0 1 14-4.5L20 9M20 4v5h-5M20 13a8 8 0 0 1-14 4.5L4 15M4 20v-5h5",
  arrow: "M5 12h14M13 6l6 6-6 6",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  key: "M14.5 4a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M10.5 13.5L4 20M6.5 17.5L9 20M16 8.5v.1",
  heart: "M3 12h4l2.5-6 4 12 2.5-6h5",
  clock: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l3.5 2",
} as const;

/** A drawing's name. */
export type IconName = keyof typeof PATHS;

/** Those that point somewhere are turned round in languages written from the right. */
const TURNS: ReadonlySet<IconName> = new Set(["arrow", "undo", "list", "steps", "flag"]);

/** A drawing. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={TURNS.has(name) ? "icon turns" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The sign of the Sync Hub: a hub and the phones around it. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 48 48" aria-hidden="true" fill="none" stroke="currentColor">
      <circle
        cx="24"
        cy="24"
        r="18"
        stroke-width="2.5"
        stroke-dasharray="19 9.3"
        stroke-linecap="round"
      />
      <circle cx="24" cy="24" r="7" fill="currentColor" />
      <circle cx="24" cy="6" r="4" fill="currentColor" stroke="none" />
      <circle cx="39.6" cy="33" r="4" fill="currentColor" stroke="none" />
      <circle cx="8.4" cy="33" r="4" fill="currentColor" stroke="none" />
    </svg>
  );
}

/** The same sign as a lamp: its drawing tells states apart, not only its colour. */
export function Lamp({ state }: { readonly state: "serving" | "waiting" | "off" }): JSX.Element {
  return (
    <svg class="lamp" viewBox="0 0 80 80" aria-hidden="true" fill="none" stroke="currentColor">
      {state === "serving" && <circle class="wave" cx="40" cy="40" r="36" stroke-width="3" />}
      <circle
        cx="40"
        cy="40"
        r="27"
        stroke-width="4"
        stroke-dasharray={state === "serving" ? "none" : "9 8"}
      />
      {state === "serving" && <path d="M29 41l8 8 15-17" stroke-width="6" stroke-linecap="round" />}
      {state === "waiting" && (
        <path d="M40 27v15M40 51v.5" stroke-width="6" stroke-linecap="round" />
      )}
      {state === "off" && (
        <path
          d="M31 39h18v13H31zM35 39v-5a5 5 0 0 1 10 0v5"
          stroke-width="4"
          stroke-linejoin="round"
        />
      )}
    </svg>
  );
}
