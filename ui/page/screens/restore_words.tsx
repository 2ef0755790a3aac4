/**
 * What a restore takes away, and whom it concerns.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";
import { number, t } from "../state/language.ts";
import { tableWords } from "./record_words.ts";
import type { ReportedPhone, TableComparison } from "../../../server/operator/mod.ts";

/** Records by kind: new since the backup, and changed since. */
export function LostRows(
  { tables }: { readonly tables: Readonly<Record<string, TableComparison>> },
): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("records.kind")}</th>
          <th scope="col" class="number">{t("restore.added")}</th>
          <th scope="col" class="number">{t("restore.changed")}</th>
          <th scope="col" class="number">{t("restore.missing")}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(tables).map(([name, { added, changed, missing }]) => (
          <tr key={name}>
            <th scope="row">{tableWords(name)}</th>
            <td class="number">{number(added)}</td>
            <td class="number">{number(changed)}</td>
            <td class="number">{number(missing)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Phones, each with what a restore means for it. */
export function PhoneNames(
  { phones }: {
    readonly phones: readonly Pick<ReportedPhone, "deviceId" | "name" | "why">[];
  },
): JSX.Element | null {
  if (phones.length === 0) return null;
  return (
    <div class="stack tight">
      <strong>{t("restore.phonesConcerned")}</strong>
      <ul class="plain">
        {phones.map(({ deviceId, name, why }) => (
          <li key={deviceId}>
            <bdi>{name}</bdi>: {t(`restore.phone.${why}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
