/// <reference lib="dom" />
/** From the first start to a record in the cloud: a real hub, a simulated cloud, a simulated phone. */

import assert from "node:assert/strict";
import { SimulatedCloud } from "../../support/cloud/mod.ts";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { WindowDirectory, WindowHub } from "../window/window_hub.ts";
import { browserTest, HAS_NO_DISPLAY, until } from "./browser.ts";
import { linkOf, withoutDisplay } from "./real_hub.ts";

const PASSPHRASE = "four words only I know";
const NURSE = { email: "nurse@clinic.example", password: "a nurse's own password" } as const;

browserTest(
  "a new hub is registered, syncs, and brings a phone's record to the cloud",
  async (stage) => {
    await using cloud = await SimulatedCloud.start({ generation: "older" });
    const clinicId = cloud.people.clinic({ name: "Olive Hill" });
    const nurse = await cloud.people.user({ ...NURSE, clinic_id: clinicId });
    const { id: hubId, apiKey } = cloud.people.hub([clinicId]);
    cloud.people.patient({ primary_clinic_id: clinicId });

    using directory = new WindowDirectory();
    const env = withoutDisplay(directory);
    await using hub = new WindowHub(directory, env, "--pairing-open");
    const link = await linkOf(hub);
    const page = await stage.newPage();
    await page.goto(link);
    await page.getByLabel("New passphrase", { exact: true }).fill(PASSPHRASE);
    await page.getByLabel("The same once more", { exact: true }).fill(PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.getByLabel("I have it on paper").check();
    await page.getByRole("button", { name: "Go on" }).click();

    // A key the cloud does not know is said at the key; nothing is kept of it.
    const step = page.locator("[aria-current=step]");
    await step.filter({ hasText: "Register with the cloud" }).waitFor();
    await page.getByLabel("Address of the cloud").fill(cloud.url);
    const key = page.getByLabel("Key of this Sync Hub", { exact: true });
    await key.fill(`hh_${"0".repeat(64)}`);
    await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "does not accept the key" }).waitFor();
    await key.fill(apiKey);
    await page.keyboard.press("Enter");

    // The first sync brings the accounts by itself; then a phone can be paired.
    await step.filter({ hasText: "Pair the first phone" }).waitFor();
    const phone = await SimulatedPhone.create({ generation: "may" });
    const { pairingText } = await hub.status() as unknown as { readonly pairingText: string };
    assert.equal((await phone.scan(pairingText)).ok, true);
    const login = await phone.login(NURSE.email, NURSE.password);
    assert.equal(login.signedIn, true, String(login.error));
    await page.getByText("Ready for phones", { exact: true }).waitFor();
    assert.equal((await phone.sync()).error, null);
    const rows = new RowMaker(1, { clinicId, userId: nurse.id });
    const patient = await phone.create("patients", rows.patient());
    assert.equal((await phone.sync()).error, null);

    // What waits is counted by itself, and one press brings it up.
    await page.evaluate(() => location.hash = "#/server");
    const card = page.getByRole("region", { name: "Cloud" });
    await card.getByRole("button", { name: "Sync now" }).click();
    await until(() => cloud.row("patients", patient) !== undefined);
    await card.getByText("Everything is in the cloud").or(card.getByText("Waits for the next sync"))
      .first().waitFor();

    // Trouble of the cloud is said at the cloud, with what to do; phones are served as before.
    cloud.network.offline = true;
    await card.getByRole("button", { name: "Sync now" }).click();
    await card.getByText("There is no internet just now").waitFor();
    await page.getByText("Serving phones", { exact: true }).waitFor();
    cloud.network.offline = false;
    cloud.people.setStatus(hubId, "suspended");
    await card.getByRole("button", { name: "Sync now" }).click();
    await card.getByText("has suspended this Sync Hub").waitFor();
    await page.getByText("Serving phones", { exact: true }).waitFor();
    assert.equal((await phone.sync()).error, null);
    cloud.people.setStatus(hubId, "active");
    await card.getByRole("button", { name: "Sync now" }).click();
    await card.getByText("has suspended this Sync Hub").waitFor({ state: "detached" });
    assert.deepEqual(stage.complaints.filter((what) => !what.includes("403")), []);
  },
  !HAS_NO_DISPLAY,
);
