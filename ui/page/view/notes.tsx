/**
 * What stands out: notes, states, facts, and places with nothing in them yet.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** How something is. Each has a drawing of its own beside its colour. */
export type Tone = "good" | "warn" | "bad" | "calm";

const ICONS: Readonly<Record<Tone, IconName>> = {
  good: "check",
  warn: "warning",
  bad: "cross",
  calm: "info",
};

/** Something the operator should see. */
export function Note(
  { tone, children }: { readonly tone: Tone; readonly children: ComponentChildren },
): JSX.Element {
  return (
    <div class={`note ${tone}`}>
      <Icon name={ICONS[tone]} />
      <div class="words">{children}</div>
    </div>
  );
}

/** What went wrong, read aloud when it appears. */
export function Failure({ words }: { readonly words: string | null }): JSX.Element {
  return (
    <div role="alert">
      {words !== null && (
        <Note tone="bad">
          <p class="words">{words}</p>
        </Note>
      )}
    </div>
  );
}

/** A state in one or two words. */
export function Pill(
  { tone, icon, children }: {
    readonly tone: Tone;
    readonly icon?: IconName;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  return (
    <span class={`pill ${tone}`}>
      <Icon name={icon ?? ICONS[tone]} />
      {children}
    </span>
  );
}

/** Names and values. */
export function Facts(
  { rows }: { readonly rows: readonly (readonly [name: string, value: ComponentChildren])[] },
): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** A place with nothing in it, and why. */
export function Empty(
  { icon, title, children }: {
    readonly icon: IconName;
    readonly title: string;
    readonly children?: ComponentChildren;
  },
): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** A part of a screen. */
export function Card(
  { title, aside, children, id, printed }: {
    readonly title?: string;
    readonly aside?: ComponentChildren;
    readonly children: ComponentChildren;
    readonly id?: string;
    readonly printed?: boolean;
  },
): JSX.Element {
  return (
    <section class={printed ? "card printed" : "card"} id={id} aria-label={title}>
      {title !== undefined && (
        <div class="card-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
