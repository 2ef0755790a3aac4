/**
 * How the hub is: what is measured, what becomes of it, and what the operator is told.
 * `docs/health.md`.
 *
 * @module
 */

export type { DiskRoom, ReadRoom } from "./disk.ts";
export type {
  ClockFacts,
  DatabaseFacts,
  DiskFacts,
  FirewallFacts,
  HealthFacts,
  IntegrityFacts,
  IntegrityResult,
  PhoneClockFacts,
  PowerFacts,
  ReachFacts,
  ReachResult,
  RelayFacts,
  SecondPlaceFacts,
  SnapshotFacts,
  VersionFacts,
} from "./health_facts.ts";
export {
  HealthMonitor,
  type HealthMonitorParts,
  type HealthSystem,
  type StatedCloud,
  type StatedSnapshots,
} from "./health_monitor.ts";
export {
  type FoundProblem,
  HEALTH_PROBLEMS,
  type HealthProblem,
  type HealthProblemCode,
  type HealthSeverity,
  type HealthValues,
} from "./health_problem.ts";
export type { HealthReport } from "./health_report.ts";
export type { KeeperHealth } from "./hub_health.ts";
export type { ProblemNews } from "./open_problems.ts";
export type { PowerPlaces } from "./power.ts";
export { type Probe, Reach, type ReachPlace } from "./reach.ts";
