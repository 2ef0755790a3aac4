/**
 * The workloads of `docs/performance.md`.
 *
 * @module
 */

import type { BenchLine } from "../bench_line.ts";
import type { BenchPlan } from "./bench_plan.ts";
import { besideLongPush } from "./beside_long_push.ts";
import { besideStalledRelay } from "./beside_stalled_relay.ts";
import { clinicAtOnce } from "./clinic_at_once.ts";
import { emptyPull } from "./empty_pull.ts";
import { firstPaint } from "./first_paint.ts";
import { firstPull } from "./first_pull.ts";
import { pushEvents, pushPatients } from "./first_push.ts";
import { handshakes } from "./handshakes.ts";
import { hugeHub } from "./huge_hub.ts";
import { idle } from "./idle.ts";
import { installedProgram } from "./installed_program.ts";
import { logins } from "./logins.ts";
import { patientSearch } from "./patient_search.ts";
import { relayToCloud } from "./relay_to_cloud.ts";

export { BenchPlan, FULL, QUICK, type Sizes } from "./bench_plan.ts";

/** One or more lines of the table. */
export interface Workload {
  readonly ids: readonly string[];
  readonly run: (plan: BenchPlan) => Promise<BenchLine[]>;
}

/** In the order of the table, as far as one hub serves two of them. */
export const WORKLOADS: readonly Workload[] = [
  { ids: ["B1"], run: pushPatients },
  { ids: ["B2"], run: pushEvents },
  { ids: ["B3"], run: firstPull },
  { ids: ["B4"], run: emptyPull },
  { ids: ["B5", "B10"], run: hugeHub },
  { ids: ["B6"], run: handshakes },
  { ids: ["B7"], run: logins },
  { ids: ["B8"], run: besideLongPush },
  { ids: ["B9"], run: clinicAtOnce },
  { ids: ["B11"], run: relayToCloud },
  { ids: ["B12"], run: idle },
  { ids: ["R1"], run: besideStalledRelay },
  { ids: ["C1"], run: patientSearch },
  { ids: ["W1"], run: firstPaint },
  { ids: ["P1"], run: installedProgram },
];
