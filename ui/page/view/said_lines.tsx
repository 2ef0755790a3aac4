/**
 * Lines at the bottom of the page: what was done, with a way back where there is one.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { useAction } from "../state/actions.ts";
import { t } from "../state/language.ts";
import { dismiss, type Said, said } from "../state/said.ts";
import { Button } from "./button.tsx";

/**
 * The lines. The region is always there: only then is what comes into it read aloud, and each line
 * once.
 */
export function SaidLines(): JSX.Element {
  return (
    <div class="said" role="status" aria-live="polite" aria-atomic="false">
      {said.value.map((line) => <Line key={line.id} line={line} />)}
    </div>
  );
}

function Line({ line }: { readonly line: Said }): JSX.Element {
  const action = useAction({ aloud: true });
  const { undo } = line;
  return (
    <div class="said-item">
      <span>{line.text}</span>
      {undo !== null && (
        <Button
          icon="undo"
          busy={action.busy.value}
          onPress={async () => {
            if (await action.run(undo)) dismiss(line.id);
          }}
        >
          {t("undo")}
        </Button>
      )}
      <Button icon="cross" square onPress={() => dismiss(line.id)}>
        {t("close")}
      </Button>
    </div>
  );
}
