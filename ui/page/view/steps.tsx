/**
 * The checklist of the set-up: what is done, the one next thing, and what comes later.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { number, t } from "../state/language.ts";
import { Icon } from "./icon.tsx";

/** A step: `next` is the one to do now. */
export interface Step {
  readonly name: string;
  readonly state: "done" | "next" | "later";
  readonly content?: ComponentChildren;
}

/** The steps in their order. */
export function Steps({ steps }: { readonly steps: readonly Step[] }): JSX.Element {
  return (
    <ol class="steps">
      {steps.map(({ name, state, content }, index) => (
        <li
          key={name}
          class="step"
          data-state={state}
          aria-current={state === "next" ? "step" : undefined}
        >
          <span class="mark-step">
            {state === "done"
              ? <Icon name="check" />
              : <span aria-hidden="true">{number(index + 1)}</span>}
          </span>
          <h2>
            {name}
            <span class="unseen">{` – ${t(`step.${state}`)}`}</span>
          </h2>
          {content !== undefined && <div class="stack">{content}</div>}
        </li>
      ))}
    </ol>
  );
}
