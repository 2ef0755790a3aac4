/**
 * The listener: sockets, sessions and the order of starting and stopping. Owns no rule.
 *
 * @module
 */

import type { KeeperControl, OpenedHub } from "../keeper/keeper_control.ts";
import type { ProcedureEvent } from "../phone/procedure.ts";
import type { RelayEvent, RelayWorkerControl } from "../relay/running/relay_worker_control.ts";
import type { StartOptions } from "../start_options.ts";
import type { Announce } from "./announcer.ts";
import { AuditForwarder } from "./audit_forwarder.ts";
import { restoredEvent } from "./copies.ts";
import { type ClosingFacts, connectedPhones } from "./closing_facts.ts";
import { CloudLink } from "./cloud_link.ts";
import { Drain } from "./drain.ts";
import { HealthWatch } from "./health_watch.ts";
import { IdleLock } from "./idle_lock.ts";
import { LanPlace } from "./lan_place.ts";
import { listenLan } from "./listen_lan.ts";
import { OperatorSide } from "./operator_side.ts";
import { PhoneSide } from "./phone_side.ts";
import type { ProgramSide } from "./program_side.ts";
import { removeSecondStartFile, writeSecondStartFile } from "./second_start.ts";
import { ScreenChoices } from "./screen_choices.ts";
import { ServingSwitch } from "./serving_switch.ts";
import type { SteadyServer } from "./steady_server.ts";
import { type HubPlace, VaultDoor } from "./vault_door.ts";
import { WindowLink, type WindowOrder } from "./window_link.ts";

/** Who asks again to stop after this time is in a hurry, ms; a signal may come twice at once. */
const HURRY_AFTER_MS = 2_000;
/** Steps after which phones are served, also when the operator had cut them off before. */
const BEGINNINGS: ReadonlySet<unknown> = new Set(["setting_up", "unlocking"]);
/** How often the operator is told of phones that will need a new scan, ms. */
const REMIND_MS = 6 * 3_600_000;
/** How often expired things are dropped and last contacts stored, ms. */
const UPKEEP_MS = 60_000;
/** How often the network is looked at, ms: systems do not tell. */
const NETWORK_MS = 3_000;

/** What the listener is started with. */
export interface ListenerOptions {
  readonly options: StartOptions;
  readonly open: HubPlace;
  readonly version: string;
  /** Version of the web view library. */
  readonly webview?: string;
}

/** What it needs. */
export interface ListenerParts {
  readonly keeper: KeeperControl;
  readonly relay: RelayWorkerControl;
  readonly announce: Announce;
  /** Told once, when everything has stopped. */
  readonly onStopped: () => void;
  /** Tells the main thread what the window is to do. */
  readonly onWindow: (order: WindowOrder) => void;
  /** Ends the main thread's blocking. */
  readonly wake: () => void;
  readonly program: ProgramSide;
}

/** One running hub. */
export class HubListener {
  /** The native window. */
  readonly window: WindowLink;
  readonly #parts: ListenerParts;
  readonly #start: ListenerOptions;
  readonly #door: VaultDoor;
  readonly #audit: AuditForwarder;
  readonly #choices: ScreenChoices;
  readonly #lan: LanPlace;
  readonly #idle: IdleLock;
  readonly #cloud: CloudLink;
  readonly #drain: Drain;
  readonly #phones: PhoneSide;
  readonly #serving: ServingSwitch;
  readonly #health: HealthWatch;
  readonly #startedAtMs = Date.now();
  #shownUrl: string | null = null;
  #server: SteadyServer | null = null;
  #operator: OperatorSide | null = null;
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #stopping: Promise<void> | null = null;
  #stoppingSinceMs = 0;
  #closedAtMs = 0;

  constructor(parts: ListenerParts, start: ListenerOptions) {
    this.#parts = parts;
    this.#start = start;
    this.#audit = new AuditForwarder(parts.keeper);
    this.#phones = new PhoneSide({
      keeper: parts.keeper,
      audit: this.#audit,
      announce: parts.announce,
      onChange: () => this.notify(),
    });
    this.#choices = ScreenChoices.read(start.open.directory);
    this.#lan = new LanPlace({
      host: start.options.host,
      port: () => this.#server?.port ?? 0,
      choice: () => this.#choices.address,
    });
    this.#cloud = new CloudLink({
      keeper: parts.keeper,
      relay: parts.relay,
      announce: parts.announce,
      onHubName: (name) => this.#phones.takeHubName(name),
      onChange: () => this.notify(),
    });
    this.#drain = new Drain({ onChange: () => this.notify() });
    this.#serving = new ServingSwitch({
      gate: () => this.#phones.gate,
      drain: this.#drain,
      note: (note) => this.#audit.note(note),
      onChange: () => this.notify(),
    });
    this.#health = new HealthWatch({
      directory: start.open.directory,
      versions: { program: start.version, webview: start.webview ?? "" },
      keeper: parts.keeper,
      isOpen: () => this.#door.isOpen,
      cloud: () => this.#cloud.status(),
      isHeldAwake: () => parts.program.status.machine.isHeldAwake,
      lan: this.#lan,
      announce: parts.announce,
      onStop: () => this.window.state === "closed" && this.showAgain(),
      onChange: () => this.notify(),
    });
    this.#idle = new IdleLock({
      afterHours: () => this.#choices.preferences.lockAfterHours,
      isOpen: () => this.#door.isOpen,
      lock: () => this.#door.lock(),
    });
    this.#door = new VaultDoor({
      keeper: parts.keeper,
      place: start.open,
      onOpened: (opened) => this.#serve(opened),
      onClosing: async () => {
        await this.#lockGate();
        parts.announce({ event: "locked" });
      },
      onRestored: (report) => parts.announce(restoredEvent(report)),
      onChange: () => this.notify(),
    });
    this.window = new WindowLink({
      tell: parts.onWindow,
      wake: parts.wake,
      startUrl: () => this.startUrl(),
      onChange: () => this.notify(),
    });
  }

  /**
   * Opens the hub if there is a passphrase, then the ports, then says `ready`.
   *
   * @throws {StartError}
   */
  async start(): Promise<void> {
    const { keeper, announce } = this.#parts;
    const { options, open } = this.#start;
    const { directory, passphrase } = open;
    if (!options.headless) await keeper.hold(directory);
    const opened = passphrase === null
      ? null
      : await this.#door.openAtStart(passphrase, !options.headless);
    try {
      this.#server = this.#listen(options);
      this.#operator = await this.#startOperator();
      if (!options.headless) {
        const { port } = this.#operator;
        const token = this.#operator.secondStartToken();
        // A disk that takes nothing: what can be done is on the page all the same.
        await writeSecondStartFile(directory, port, token).catch(() => {});
      }
      this.#timers.push(
        setInterval(() => this.#upkeep(), UPKEEP_MS),
        setInterval(() => this.#followNetwork(), NETWORK_MS),
        setInterval(() => this.#remind(), REMIND_MS),
      );
      await this.#health.open(this.#operator.port, this.#operator.healthToken());
      const pairing = this.#phones.pairing(this.#lan.url());
      announce({
        event: "ready",
        lan_url: this.#lan.url(),
        operator_url: this.startUrl(),
        ...(pairing === undefined ? {} : { pairing }),
        ...(open.demo && opened !== null ? { accounts: opened.accounts } : {}),
      });
      if (this.#door.restored !== null) announce(restoredEvent(this.#door.restored));
      if (opened !== null) {
        this.#sayNoAccounts(opened);
        this.#cloud.opened(opened);
      }
      this.#health.start();
      await this.#remind();
    } catch (error) {
      await this.#closeAll();
      throw error;
    }
  }

  /** The page's link with a fresh one-use token. */
  startUrl(): string {
    return this.#operator?.startUrl() ?? "";
  }

  /** Something an open operator page shows may have changed. */
  notify(): void {
    this.#operator?.notify();
  }

  /** Takes what the relay tells. */
  hearRelay(event: RelayEvent): void {
    this.#cloud.hear(event);
  }

  /**
   * Takes what the keeper tells. A hub whose database cannot be read any more serves nobody: it is
   * locked, and the recovery screen says what can be done.
   */
  hearKeeper({ code, at }: ProcedureEvent): void {
    this.notify();
    if (code !== "DATABASE_DAMAGED") return;
    this.#health.metDamage();
    // One step at a time: whatever is under way meets the damage as well, and leads here again.
    if (at === "call" && this.#door.isOpen) this.#door.lock().catch(() => {});
  }

  /** What closing the window would mean now. */
  async closing(): Promise<ClosingFacts> {
    const language = this.window.language ?? this.#choices.preferences.language;
    if (!this.#door.isOpen) return { serving: false, phones: 0, language };
    this.#closedAtMs = performance.now();
    const phones = await connectedPhones(this.#parts.keeper);
    return { serving: true, phones, language };
  }

  /** Shows the window again that was closed; hidden like one that nobody has touched as long. */
  showAgain(): void {
    const untouchedMs = performance.now() - this.#closedAtMs;
    if (untouchedMs >= this.#choices.preferences.hideAfterMinutes * 60_000) this.leave();
    this.window.show();
  }

  /** Serving goes on and nobody watches: whoever opens a window next has to show who they are. */
  leave(): void {
    if (this.#door.isOpen) this.#operator?.hide();
  }

  /**
   * Lets requests under way end, locks, and closes both ports. Who calls it again some seconds later
   * does not want to wait for them.
   */
  stop(): Promise<void> {
    if (this.#stopping === null) this.#stoppingSinceMs = performance.now();
    else if (performance.now() - this.#stoppingSinceMs > HURRY_AFTER_MS) this.#drain.hurry();
    this.#stopping ??= this.#closeAll().finally(this.#parts.onStopped);
    return this.#stopping;
  }

  /** Serves phones from a hub that was just opened. */
  async #serve(opened: OpenedHub): Promise<void> {
    const before = this.#phones.gate;
    await this.#phones.serve(opened, this.#start.options.pairingOpen);
    if (!BEGINNINGS.has(this.#door.step)) this.#serving.replaced(before);
    this.#idle.heard();
    // At the start `ready` says so.
    if (this.#operator === null) return;
    this.#parts.announce({ event: "unlocked" });
    this.#sayNoAccounts(opened);
    this.#cloud.opened(opened);
    await this.#remind();
  }

  /** A full lock: every key is dropped, phones are answered 503, no run goes on (decision 27). */
  async #lockGate(): Promise<boolean> {
    const { gate } = this.#phones;
    const [drained] = await Promise.all([this.#drain.run(gate), this.#cloud.closing()]);
    await gate.flush();
    gate.lock();
    await this.#audit.flush();
    return drained;
  }

  async #closeAll(): Promise<void> {
    this.#timers.forEach(clearInterval);
    const drained = await this.#lockGate();
    await this.#health.stop();
    await this.#server?.stop(drained ? undefined : 0);
    await this.#parts.keeper.close();
    const { options, open } = this.#start;
    if (!options.headless && this.#operator !== null) await removeSecondStartFile(open.directory);
    await this.#operator?.stop();
    // What was asked for before, such as another key, may have opened it again.
    await this.#parts.keeper.close();
    this.#phones[Symbol.dispose]();
  }

  async #renameHub(name: string): Promise<void> {
    await this.#parts.keeper.renameHub(name);
    this.#phones.takeHubName(name);
  }

  #remind(): Promise<void> {
    return this.#parts.keeper.remindOfScans().catch(() => {});
  }

  #sayNoAccounts({ hasAccounts }: OpenedHub): void {
    if (!hasAccounts) this.#parts.announce({ event: "error", code: "NO_ACCOUNTS" });
  }

  async #upkeep(): Promise<void> {
    await this.#phones.gate.upkeep();
    await this.#idle.look();
  }

  /** Tells open pages when the address for phones has changed. */
  #followNetwork(): void {
    const url = this.#lan.reachableUrl();
    if (url === this.#shownUrl) return;
    this.#shownUrl = url;
    this.#health.hasNews();
    this.notify();
  }

  #listen(options: StartOptions): SteadyServer {
    return listenLan({
      hostname: options.host,
      port: this.#choices.portFor(options),
      handler: (request, info) => {
        if (request.method === "POST") {
          this.#idle.heard();
          this.#health.heard(info.remoteAddr.hostname);
        }
        return this.#phones.app.fetch(request, info);
      },
      onInterrupted: () => this.#parts.announce({ event: "error", code: "LISTENER_INTERRUPTED" }),
    });
  }

  #startOperator(): Promise<OperatorSide> {
    const { options, open, version } = this.#start;
    return OperatorSide.start({
      version,
      port: options.operatorPort,
      tokenFile: options.operatorTokenFile,
      machineName: open.machineName,
      startedAtMs: this.#startedAtMs,
      keeper: this.#parts.keeper,
      door: this.#door,
      window: this.window,
      identity: () => this.#phones.identity,
      gate: () => this.#phones.gate,
      noteAudit: (note) => this.#audit.note(note),
      cloud: this.#cloud,
      program: this.#parts.program,
      health: this.#health,
      serving: this.#serving,
      draining: () => this.#drain.status,
      stopping: () => this.#stopping !== null,
      lan: this.#lan,
      choices: this.#choices,
      renameHub: (name) => this.#renameHub(name),
      stop: () => void this.stop(),
      onDefect: () => this.#parts.announce({ event: "error", code: "OPERATOR_SIDE_FAILED" }),
    });
  }
}
