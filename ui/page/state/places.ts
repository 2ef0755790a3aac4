/**
 * Where the operator is: one screen at a time, named in the fragment of the address.
 *
 * @module
 */
/// <reference lib="dom" />
import { signal } from "@preact/signals";

/** Every screen of an open hub, in the order of the list. */
export const PLACES = [
  "setup",
  "server",
  "pair",
  "phones",
  "activity",
  "attention",
  "records",
  "backups",
  "health",
  "settings",
  "help",
] as const;

/** A screen of an open hub. */
export type Place = typeof PLACES[number];

export const place = signal<Place>("server");
/** The part of the help that was asked for. */
export const helpTopic = signal<string | null>(null);

/** The link to a screen. */
export function linkTo(name: Place, topic?: string): string {
  return topic === undefined ? `#/${name}` : `#/${name}/${topic}`;
}

/** Goes to a screen. */
export function goTo(name: Place): void {
  location.hash = linkTo(name);
}

/** Follows the address from now on. */
export function followAddress(): void {
  const read = () => {
    const [, name = "", topic] = location.hash.split("/");
    place.value = PLACES.find((known) => known === name) ?? "server";
    helpTopic.value = topic ?? null;
  };
  addEventListener("hashchange", read);
  read();
}
