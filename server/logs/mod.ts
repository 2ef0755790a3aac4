/**
 * The log for whoever helps from afar: JSON lines of the events of headless mode, in files of
 * bounded size, without patients, people, keys or links (`docs/logs.md`).
 *
 * @module
 */

export { lastLines, LOG_FILE, LogFile, type LogOptions } from "./log_file.ts";
export { type LogEvent, logLine } from "./log_line.ts";
