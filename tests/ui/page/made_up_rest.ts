/** What else the operator sees of a made-up hub: copies, people, updates. */

import type {
  CopiesStatus,
  OperatorCopies,
  OperatorCustody,
  OperatorProgram,
  OperatorRecovery,
  ProgramStatus,
  SnapshotLine,
} from "../../../server/operator/mod.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Does a thing and notes it. */
type Act = (what: string) => Promise<void>;

/** What the status says of copies. */
export function madeUpCopies(nowMs: number): CopiesStatus {
  return {
    newestAtMs: nowMs - 3 * DAY_MS,
    count: 2,
    step: null,
    problem: null,
    second: {
      folder: null,
      state: "none",
      sinceMs: nowMs - 9 * DAY_MS,
      newestAtMs: null,
      sameDisk: false,
      problem: null,
    },
    restored: null,
    twin: null,
  };
}

function madeUpSnapshots(nowMs: number): SnapshotLine[] {
  const line = (daysAgo: number, reason: NonNullable<SnapshotLine["reason"]>): SnapshotLine => ({
    id: `2026112${daysAgo}T100000000Z-${reason}`,
    hubId: "0197f3a2-5d1e-7c33-9a51-2f6f4b1f0c11",
    madeAtMs: nowMs - daysAgo * DAY_MS,
    reason,
    verifiedAtMs: nowMs - daysAgo * DAY_MS,
    bytes: 28_500_000,
    rows: 13_640,
    schema: 5,
    damaged: false,
  });
  return [line(3, "daily"), { ...line(6, "manual"), verifiedAtMs: null, damaged: true }];
}

/** Updates and machine. */
export function madeUpProgram(): ProgramStatus {
  return {
    updates: {
      canInstall: true,
      canCheck: true,
      step: null,
      part: null,
      offered: {
        version: "26.12.100",
        date: "2026-12-01",
        notes: { en: "Faster start.", es: "Arranque más rápido.", ar: "بدء أسرع." },
        bytes: 61_000_000,
        from: "internet",
        isHere: false,
      },
      problem: null,
      checkedAtMs: Date.now() - 60 * MINUTE_MS,
      failedVersion: null,
      previousVersion: "26.10.500",
    },
    machine: {
      keepAwake: true,
      startAtLogin: false,
      isHeldAwake: true,
      canStartAtLogin: true,
    },
  };
}

/** The rest of what a page may ask for. Every action is noted and done. */
export function madeUpRest(act: Act): {
  readonly copies: OperatorCopies;
  readonly custody: OperatorCustody;
  readonly recovery: OperatorRecovery;
  readonly program: OperatorProgram;
} {
  const nowMs = Date.now();
  const [first] = madeUpSnapshots(nowMs);
  const made = async (what: string) => {
    await act(what);
    if (first === undefined) throw new Error("no copy");
    return first;
  };
  const refused = () => Promise.reject(Object.assign(new Error("no"), { code: "NOT_FOUND" }));
  return {
    copies: {
      list: () => Promise.resolve({ here: madeUpSnapshots(nowMs), second: null }),
      make: () => made("make copy"),
      verify: () => made("verify copy"),
      remove: () => act("remove copy"),
      setSecondPlace: async (folder) => {
        await act(`second place ${folder}`);
        return { ...madeUpCopies(nowMs).second, folder };
      },
      preview: refused,
      restore: refused,
      dismiss: () => act("dismiss"),
    },
    custody: {
      passphrases: () =>
        Promise.resolve({
          names: ["passphrase", "officer-2"],
          openedBy: "passphrase",
          mayAdd: true,
        }),
      addPassphrase: () => act("add passphrase").then(() => "officer-3"),
      removePassphrase: (_, name) => act(`remove ${name}`),
      atStake: () => Promise.resolve({ records: 13_632, onlyHere: 59 }),
      rotateDataKey: () => act("rotate data key"),
      rotateIdentity: () => act("rotate identity"),
      clearRecords: ({ onlyHere }) => act(`clear ${onlyHere}`),
      factoryReset: ({ onlyHere }) => act(`reset ${onlyHere}`),
      setAside: () => act("set aside"),
      cancel: () => act("cancel work"),
    },
    recovery: { salvage: refused, salvagePart: refused },
    program: {
      status: madeUpProgram(),
      check: () => act("check update"),
      takeFile: () => act("take file"),
      install: () => void act("install"),
      goBack: () => void act("go back"),
      cancel: () => void act("cancel update"),
      change: (choices) => act(`machine ${Object.keys(choices)}`),
      diagnose: () => Promise.resolve("all is well"),
    },
  };
}
