/**
 * Questions that come before everything else.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../state/language.ts";
import { useAction } from "../state/actions.ts";
import { Button } from "./button.tsx";
import { Failure } from "./notes.tsx";

/** A box over the page. Escape closes it; the focus goes back to where it was. */
export function Dialog(
  { title, children, onClose }: {
    readonly title: string;
    readonly children: ComponentChildren;
    readonly onClose: () => void;
  },
): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something is done. A hasty Enter meets "Cancel". */
export function Confirm(
  { title, children, yes, danger, onYes, onClose }: {
    readonly title: string;
    readonly children: ComponentChildren;
    readonly yes: string;
    readonly danger?: boolean;
    readonly onYes: () => Promise<unknown>;
    readonly onClose: () => void;
  },
): JSX.Element {
  const action = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">{children}</div>
      <Failure words={action.failure.value} />
      <div class="buttons end">
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button
          kind={danger ? "danger full" : "primary"}
          busy={action.busy.value}
          onPress={async () => {
            if (await action.run(onYes)) onClose();
          }}
        >
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
