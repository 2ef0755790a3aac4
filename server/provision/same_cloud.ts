/**
 * Whether a provisioning file comes from the cloud that a hub belongs to already.
 *
 * @module
 */

/** By host alone: the same cloud is typed with and without a path or a slash at its end. */
export function isSameCloud(fileUrl: string, knownUrl: string): boolean {
  return hostOf(fileUrl) === hostOf(knownUrl);
}

function hostOf(url: string): string {
  return URL.parse(url.trim())?.host ?? url;
}
