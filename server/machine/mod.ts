/**
 * What the hub asks of the machine it runs on: to stay awake, to start it at login, to start it
 * again.
 *
 * @module
 */

export { desktopWord } from "./desktop_word.ts";
export { type Hold, KeepAwake } from "./keep_awake.ts";
export { type LoginPlace, LoginStart } from "./login_start.ts";
export { startAgain } from "./start_again.ts";
