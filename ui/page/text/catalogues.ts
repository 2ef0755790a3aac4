/**
 * What the page says, in every language it speaks.
 *
 * @module
 */
import type {
  AuditKind,
  ConflictReason,
  HealthProblemCode,
  HubTrouble,
  NotTakenKind,
  OperatorErrorCode,
  ProvisionProblem,
  QuarantineReason,
  RelayProblem,
  RelayStep,
} from "../../../server/operator/mod.ts";
import type { RefusalCode } from "../state/requests.ts";
import { AR } from "./ar/catalogue.ts";
import { EN } from "./en/catalogue.ts";
import { ES } from "./es/catalogue.ts";
import type { Catalogue, Language } from "./text.ts";

/** A text of the page. */
export type TextKey = keyof typeof EN;

/** Texts that codes of the hub lead to: a new code without words does not pass the type check. */
type CodeKey =
  | `error.${OperatorErrorCode | RefusalCode}`
  | `reason.${QuarantineReason}`
  | `conflict.${ConflictReason}`
  | `audit.${AuditKind}`
  | `relay.${RelayProblem}`
  | `run.${RelayStep}`
  | `taken.${NotTakenKind}`
  | `provision.${ProvisionProblem}`
  | `health.${HealthProblemCode}.${"title" | "text"}`
  | `trouble.${HubTrouble}.${"title" | "text" | "todo"}`;

/** The texts by language and key. */
export const CATALOGUES: Readonly<Record<Language, Catalogue<TextKey>>> = {
  en: EN satisfies Catalogue<CodeKey>,
  es: ES,
  ar: AR,
};
