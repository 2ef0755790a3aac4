/**
 * A simulated cloud: the Hikma Health cloud server as a hub meets it, in both generations that are
 * in use, with its guards, its silences and its bugs.
 *
 * It is the judge of the relay, so it follows what is known of the cloud and never what a relay
 * happens to send; nothing here imports product code but the database binding. Comments say where
 * what is known ends and a choice was made.
 *
 * ```ts
 * await using cloud = await SimulatedCloud.start({ generation: "older", timeZone: "Asia/Beirut" });
 * const clinicId = cloud.people.clinic();
 * const nurse = await cloud.people.user({ clinic_id: clinicId });
 * const { apiKey } = cloud.people.hub([clinicId]);
 * // The hub under test is given cloud.url and apiKey.
 *
 * const patientId = cloud.people.patient({ primary_clinic_id: clinicId });
 * cloud.people.edit("patients", patientId, { phone: "070" });
 * cloud.clocks.skewMs = -90_000;
 * cloud.network.fail({ kind: "cut", direction: "answer", afterBytes: 700 }, isPull);
 * cloud.onStep = (step) => {
 *   if (step.kind === "push") cloud.people.edit("patients", patientId, { camp: "B" });
 * };
 * // ... the hub relays ...
 * cloud.row("patients", patientId);
 * cloud.record.dropped; // what it dropped without telling anybody
 * ```
 *
 * @module
 */

export { type Caller } from "./authenticate.ts";
export { type Clock, CloudClocks } from "./cloud_clocks.ts";
export { type CloudRow } from "./cloud_database.ts";
export { CLOUD_GENERATIONS, type CloudGeneration } from "./cloud_generation.ts";
export { CloudNetwork } from "./cloud_network.ts";
export {
  type CloudHub,
  CloudPeople,
  type CloudUser,
  type DeviceStatus,
  type SlowTransaction,
} from "./cloud_people.ts";
export { type CloudStep, type StepHook } from "./cloud_steps.ts";
export {
  badWeather,
  type Direction,
  isKeyCheck,
  isPull,
  isPush,
  type NetworkFault,
  type NetworkRequest,
  type RequestTest,
} from "./network_fault.ts";
export { PgError, type SqlState } from "./pg_error.ts";
export { type DroppedRow, type DropReason, PushRecord } from "./push_record.ts";
export { RateLimit } from "./rate_limit.ts";
export { type CloudOptions, type CloudRequest, SimulatedCloud } from "./simulated_cloud.ts";
