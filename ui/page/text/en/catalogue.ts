/**
 * What the page says, in English.
 *
 * @module
 */
import { CLOUD } from "./cloud.ts";
import { COLUMNS } from "./columns.ts";
import { COPIES } from "./copies.ts";
import { CUSTODY } from "./custody.ts";
import { DAILY } from "./daily.ts";
import { HEALTH } from "./health.ts";
import { HELP } from "./help.ts";
import { KEEPING } from "./keeping.ts";
import { LOG } from "./log.ts";
import { PROGRAM } from "./program.ts";
import { SETTINGS } from "./settings.ts";
import { START } from "./start.ts";
import { TABLES } from "./tables.ts";

/** Every text. */
export const EN = {
  ...START,
  ...CUSTODY,
  ...COPIES,
  ...DAILY,
  ...CLOUD,
  ...KEEPING,
  ...LOG,
  ...PROGRAM,
  ...SETTINGS,
  ...HELP,
  ...HEALTH,
  ...TABLES,
  ...COLUMNS,
};
