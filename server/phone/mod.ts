/**
 * The phone side of the listener: the four routes on the clinic network, sessions, admission,
 * limits, and the way of a call to the keeper. The procedures themselves run in the keeper.
 *
 * @module
 */
export type {
  CallRequest,
  CallResult,
  DeviceLogin,
  DeviceSeen,
  DeviceStatus,
  KeeperApi,
  KnownDevice,
  LoginCandidate,
  LoginFacts,
  OpenedLarge,
  UnwrappedLarge,
} from "../keeper_api.ts";
export type { WaitingDevice } from "./admission.ts";
export { deviceName } from "./device_name.ts";
export { createLanApp, type LanApp } from "./lan_app.ts";
export type { PairingState } from "./pairing_window.ts";
export type { PhoneClock } from "./phone_clock.ts";
export type { PasswordCheck } from "./phone_context.ts";
export type {
  DeviceEvent,
  ErrorEvent,
  NoticeEvent,
  PhoneErrorCode,
  PhoneEvent,
  PhoneNoticeCode,
  PhoneRoute,
  RefusalEvent,
} from "./phone_events.ts";
export { PhoneGate, type PhoneGateParts, type PhoneUnlock } from "./phone_gate.ts";
export type { PhoneLimits } from "./phone_limits.ts";
export type { WireErrorCode } from "../wire/mod.ts";
export type { HubSecrets } from "./unlocked_hub.ts";
