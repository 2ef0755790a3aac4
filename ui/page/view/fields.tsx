/**
 * Fields of forms. Each has a label, and what is wrong with it is read with it.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../state/language.ts";
import { Button } from "./button.tsx";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly wrong?: string | null | undefined;
}

/** A line of text. */
export function TextField(
  props: FieldProps & {
    readonly letters?: boolean;
    readonly maxLength?: number;
    readonly inputMode?: "text" | "numeric";
    readonly focus?: boolean;
  },
): JSX.Element {
  const id = useId();
  const { label, value, onInput, letters, maxLength, inputMode, focus } = props;
  // A number has no direction of its own: it begins where everything on the page begins.
  const direction = letters ? "ltr" : inputMode === "numeric" ? undefined : "auto";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={focus ? focusOnce : null}
        class={letters ? "input letters" : "input"}
        dir={direction}
        value={value}
        maxLength={maxLength}
        inputMode={inputMode}
        autoComplete="off"
        spellcheck={false}
        aria-invalid={props.wrong ? "true" : undefined}
        aria-describedby={describedBy(id, props)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Description id={id} {...props} />
    </div>
  );
}

/** A passphrase: can be shown, and says when Caps Lock is on. */
export function PassphraseField(
  props: FieldProps & { readonly isNew?: boolean; readonly focus?: boolean },
): JSX.Element {
  const id = useId();
  const shown = useSignal(false);
  const capsLock = useSignal(false);
  const { label, value, onInput, isNew, focus } = props;
  const attributes = {
    id,
    ref: focus ? focusOnce : null,
    class: "input",
    dir: "auto",
    value,
    maxLength: 4096,
    autoComplete: isNew ? "new-password" : "current-password",
    spellcheck: false,
    ...(props.wrong ? { "aria-invalid": "true" as const } : {}),
    "aria-describedby": describedBy(id, props),
    onInput: (event: InputEvent) => onInput((event.currentTarget as HTMLInputElement).value),
    onKeyUp: (event: KeyboardEvent) => capsLock.value = event.getModifierState("CapsLock"),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        {/* The same element to the browser: it keeps focus and caret. */}
        {shown.value
          ? <input type="text" {...attributes} />
          : <input type="password" {...attributes} />}
        <Button
          square
          icon={shown.value ? "hide" : "show"}
          label={`${t(shown.value ? "field.hide" : "field.show")}: ${label}`}
          onPress={() => shown.value = !shown.value}
        >
          {t(shown.value ? "field.hide" : "field.show")}
        </Button>
      </div>
      <Description id={id} {...props} />
      <p class="hint" role="status">{capsLock.value ? t("field.capsLock") : ""}</p>
    </div>
  );
}

/** A list to choose from. */
export function SelectField(
  { label, value, options, onChange, hint }: {
    readonly label: string;
    readonly value: string;
    readonly options: readonly (readonly [value: string, label: string])[];
    readonly onChange: (value: string) => void;
    readonly hint?: string;
  },
): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={value}
        aria-describedby={describedBy(id, { hint })}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([name, words]) => (
          <option key={name} value={name} selected={name === value}>{words}</option>
        ))}
      </select>
      <Description id={id} hint={hint} />
    </div>
  );
}

/** One of a few, all seen at once. */
export function Choices(
  { label, value, options, onChange, hint }: {
    readonly label: string;
    readonly value: string;
    /** `lang` where the label is of another language than the page. */
    readonly options: readonly (readonly [value: string, label: string, lang?: string])[];
    readonly onChange: (value: string) => void;
    readonly hint?: string;
  },
): JSX.Element {
  const id = useId();
  return (
    <fieldset
      class="stack tight"
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={hint === undefined ? undefined : `${id}-hint`}
    >
      <strong id={`${id}-label`}>{label}</strong>
      <div class="choices">
        {options.map(([name, words, lang]) => (
          <label key={name} class="choice">
            <input
              type="radio"
              name={id}
              value={name}
              checked={name === value}
              onChange={() => onChange(name)}
            />
            <span lang={lang}>{words}</span>
          </label>
        ))}
      </div>
      {hint !== undefined && <p class="soft small" id={`${id}-hint`}>{hint}</p>}
    </fieldset>
  );
}

/** Yes or no. */
export function CheckField(
  { children, checked, onChange }: {
    readonly children: ComponentChildren;
    readonly checked: boolean;
    readonly onChange: (checked: boolean) => void;
  },
): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

/** A form that is sent by Enter and by its button, and never by the browser. */
export function Form(
  { children, onSend, label }: {
    readonly children: ComponentChildren;
    readonly onSend: () => void;
    readonly label?: string;
  },
): JSX.Element {
  return (
    <form
      class="form"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {children}
    </form>
  );
}

function Description(
  { id, hint, wrong }: { readonly id: string } & Pick<FieldProps, "hint" | "wrong">,
): JSX.Element {
  return (
    <>
      {hint !== undefined && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <p class="wrong" id={`${id}-wrong`} role="alert">{wrong ?? ""}</p>
    </>
  );
}

function describedBy(id: string, { hint }: Pick<FieldProps, "hint">): string {
  return hint === undefined ? `${id}-wrong` : `${id}-wrong ${id}-hint`;
}

/** The first field of a form that has just appeared. */
export function focusOnce(element: HTMLElement | null): void {
  if (element === null || element.dataset["met"] === "true") return;
  element.dataset["met"] = "true";
  element.focus();
}
