/**
 * Words of a command as desktop entries have them.
 *
 * @module
 */

/**
 * One word of the key `Exec`, whatever is in it: quoted for the command, and its backslashes doubled
 * once more because the key is a text.
 *
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function desktopWord(word: string): string {
  const quoted = word.replaceAll(/[\\"`$]/g, (sign) => `\\${sign}`).replaceAll("%", "%%");
  return `"${quoted.replaceAll("\\", "\\\\")}"`;
}
