/**
 * A file to choose.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** A field for one file. The browser shows its name; what is wrong with it is read with it. */
export function FileField(
  { label, accept, onChoose, wrong }: {
    readonly label: string;
    /** As the `accept` attribute has it. */
    readonly accept: string;
    readonly onChoose: (file: File | null) => void;
    readonly wrong: string | null;
  },
): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="file"
        class="input"
        accept={accept}
        aria-invalid={wrong === null ? undefined : "true"}
        aria-describedby={`${id}-wrong`}
        onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)}
      />
      <p class="wrong" id={`${id}-wrong`} role="alert">{wrong ?? ""}</p>
    </div>
  );
}
