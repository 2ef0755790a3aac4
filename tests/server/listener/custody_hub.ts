/** A hub with the demo clinic and its operator's side, for tests of custody. */

import { join } from "node:path";
import type { AuditLine } from "../../../server/audit/mod.ts";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import type { OpenedHub } from "../../../server/keeper/opening/opened_hub.ts";
import { custodyOf } from "../../../server/listener/custody.ts";
import { VaultDoor } from "../../../server/listener/vault_door.ts";
import { Vault } from "../../../vault/mod.ts";
import { wholeKeeper } from "../../support/whole_keeper.ts";

/** Of every {@linkcode CustodyHub}. */
export const PASSPHRASE = "a quiet passphrase 7";
/** Another one. */
export const OTHER = "another passphrase 8";
/** What opens it. */
export const KEY = { passphrase: PASSPHRASE };
/** What a refusal looks like. */
export const refusedWith = (code: string) => ({ code });

/** A hub on a data directory of its own; {@linkcode CustodyHub.start} sets it up. */
export class CustodyHub implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "custody_" });
  readonly events: unknown[] = [];
  readonly keeper = new HubKeeper((event) => this.events.push(event));
  readonly whole = wholeKeeper(this.keeper);
  /** What the listener was given last; null while the hub is shut. */
  opened: OpenedHub | null = null;
  /** What phones do while those under way are waited for. */
  atTheDoor: () => Promise<void> = () => Promise.resolve();
  readonly door = new VaultDoor({
    keeper: this.whole,
    place: {
      directory: this.directory,
      passphrase: null,
      recoveryKeyFile: null,
      cloud: null,
      demo: true,
      machineName: "laptop",
    },
    onOpened: (opened) => {
      this.opened = opened;
      return Promise.resolve();
    },
    onClosing: async () => {
      await this.atTheDoor();
      this.opened = null;
    },
    onRestored: () => {},
    onChange: () => {},
  });
  readonly custody = custodyOf(this.whole, this.door);

  async start(): Promise<void> {
    await this.door.setUp({ passphrase: PASSPHRASE, hubName: null });
  }

  async audit(...kinds: AuditLine["kind"][]): Promise<AuditLine[]> {
    const { entries } = await this.keeper.auditEntries({ limit: 500 });
    return entries.filter(({ kind }) => kinds.includes(kind));
  }

  /** Names in the data directory. */
  names(): string[] {
    return [...Deno.readDirSync(this.directory)].map(({ name }) => name).sort();
  }

  async dataKey(passphrase = PASSPHRASE): Promise<string> {
    using vault = await Vault.unlock(join(this.directory, "hub.vault"), { passphrase });
    return vault.secrets.dataKey.toHex();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keeper.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}
