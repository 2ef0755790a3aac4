/**
 * What a run asks of the open database: `RelayStore` itself, or the same at the other end of a
 * port.
 *
 * @module
 */

import type { RelayStore } from "../store/relay_store.ts";

type Method =
  | "begin"
  | "gather"
  | "waiting"
  | "noteSent"
  | "dropStaged"
  | "stage"
  | "whole"
  | "apply"
  | "finish";

/** See the module. */
export type RelayDesk = Pick<RelayStore, Method>;
