/**
 * Buttons.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** What a {@linkcode Button} is made of. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  /** One `primary` a screen: the next thing to do. */
  readonly kind?: "primary" | "plain" | "danger" | "danger full" | "quiet";
  readonly icon?: IconName;
  readonly large?: boolean;
  /** Shows the drawing alone where its meaning is known everywhere; the words are read. */
  readonly square?: boolean;
  /** Something is under way: shown, and pressing does nothing. */
  readonly busy?: boolean;
  /** Cannot be pressed, but found and read. */
  readonly off?: boolean;
  /** Says what it is about where the words alone do not. */
  readonly label?: string | undefined;
  readonly submit?: boolean;
  readonly onPress?: (() => void) | undefined;
  readonly id?: string;
}

/** A button. It keeps the focus while it is busy. */
export function Button(props: ButtonProps): JSX.Element {
  const { children, kind = "plain", icon, large, square, busy, off, label, submit, onPress, id } =
    props;
  const idle = !busy && !off;
  return (
    <button
      id={id}
      type={submit ? "submit" : "button"}
      class={`button ${kind}${large ? " large" : ""}${square ? " square" : ""}`}
      aria-disabled={idle ? undefined : "true"}
      aria-label={label}
      onClick={(event) => {
        if (!idle) event.preventDefault();
        else onPress?.();
      }}
    >
      {/* Keys: what is under a pressed pointer stays the same element, and nothing moves. */}
      {busy && (
        <span key="busy" class="spinner" data-alone={icon === undefined} aria-hidden="true" />
      )}
      {!busy && icon !== undefined && <Icon key="icon" name={icon} />}
      <span key="words" class={square ? "unseen" : undefined}>{children}</span>
    </button>
  );
}
