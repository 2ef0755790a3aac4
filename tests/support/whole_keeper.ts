/**
 * A keeper in this thread, asked as the listener asks the one in its worker.
 *
 * @module
 */

import type { HubKeeper } from "../../server/keeper/hub_keeper.ts";
import type { KeeperControl } from "../../server/keeper/keeper_control.ts";

/** All that a keeper can be asked, in one object (`server/keeper.ts`). */
export function wholeKeeper(keeper: HubKeeper): KeeperControl {
  const { phones, attention, people, resets, salvage, snapshots, health, cloud } = keeper;
  const parts: object[] = [
    ...[phones, attention, people, resets, salvage, snapshots, health, cloud],
  ];
  return new Proxy({} as KeeperControl, {
    get: (_, name) => {
      const part = parts.find((part) => Object.hasOwn(part, name)) ?? keeper;
      const method: unknown = Reflect.get(part, name, part);
      return typeof method === "function" ? method.bind(part) : undefined;
    },
  });
}
