/**
 * Simulated phones: the Hikma Health app of three generations, with its real local database
 * library, its sync, its wire client, and its bugs.
 *
 * They are the judge of the hub, so they follow what the apps do (`phones.md`, `wire.md`,
 * `sync.md` section 4) and never what the hub happens to do; nothing here imports product code.
 *
 * ```ts
 * const phone = await SimulatedPhone.create({ generation: "may" });
 * await phone.scan(qrText);
 * await phone.login("nurse@example.org", "correct horse");
 * const rows = new RowMaker(1, { clinicId, userId });
 * const id = await phone.create("patients", rows.patient());
 * const [first, second] = await phone.syncTwice();
 * phone.fetch = losesAnswers(phone.fetch, once(calls("sync_push")));
 * ```
 *
 * @module
 */

export { decodeBase64url, encodeBase64url } from "./base64url.ts";
export {
  type ChangeSet,
  type CountsByTable,
  type RowCounts,
  type TableChanges,
  totalRows,
} from "./changes.ts";
export { PhoneCrash, type StepHook, type SyncStep } from "./crash.ts";
export {
  deriveSessionKey,
  type EnvelopeLabel,
  jsonBytes,
  type KeyPair,
  keyPair,
  openJson,
  openPayload,
  sealPayload,
} from "./envelope.ts";
export {
  always,
  calls,
  delaysRequests,
  doublesRequests,
  dropsRequests,
  losesAnswers,
  networkError,
  once,
  repeatsRequests,
  truncatesAnswers,
  type When,
  whileInFlight,
} from "./faults.ts";
export { type HubSession } from "./handshake.ts";
export { type Generation, GENERATIONS, type GenerationTraits, traitsOf } from "./generation.ts";
export { type ForceResult } from "./hub_sync.ts";
export { type Values } from "./local_records.ts";
export { type MadeUpPlace, type MadeUpRow, RowMaker } from "./made_up_patients.ts";
export { type MadeUpPerson, madeUpPerson, SeededRandom } from "./made_up_people.ts";
export {
  madeUpClinic,
  madeUpDepartment,
  madeUpDrug,
  madeUpEventForm,
  madeUpRegistrationForm,
  madeUpRiskProfile,
  madeUpStock,
  madeUpUser,
} from "./made_up_reference.ts";
export {
  type LoginOutcome,
  type ScanOutcome,
  type SyncErrorCode,
  type SyncOutcome,
} from "./outcomes.ts";
export { type Clock, type DatabaseSnapshot } from "./phone_database.ts";
export { type CallInfo, type PhoneFetch, realFetch, type Traffic } from "./phone_fetch.ts";
export { type CloudQr, type HubQr, parseQr } from "./qr.ts";
export { RawAccess, type RawAnswer, type SealedAnswer, type SealOptions } from "./raw_access.ts";
export { RecordActions } from "./record_actions.ts";
export { type RpcErrorCode, type RpcFailure, type RpcResult } from "./rpc_result.ts";
export { type SecureKey, SecureStore } from "./secure_store.ts";
export { type PhoneOptions, SimulatedPhone } from "./simulated_phone.ts";
export {
  type Column,
  PULLED_ONLY_TABLES,
  PUSHED_TABLES,
  pushedTables,
  type Table,
  tablesOf,
} from "./tables.ts";
export { type CallKind } from "./transport.ts";
export { type RandomBytes, uuidV4, uuidV7 } from "./uuid.ts";
export { type RawRow, type RawValue, type SyncStatus } from "./watermelon.ts";
