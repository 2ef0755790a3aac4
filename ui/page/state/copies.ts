/**
 * Backups: the list, and what is done with them.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { InferResponseType } from "hono/client";
import { link, status } from "./hub.ts";
import { api, call, read, Refused } from "./requests.ts";

/** The backups there are. */
export type CopyList = InferResponseType<typeof api.copies.$get>;
/** A backup. */
export type Copy = CopyList["here"][number];
/** What a restore would do. */
export type RestorePreview = InferResponseType<typeof api.copies.preview.$post>;
/** What opens a backup: what opened the Sync Hub when it was made. */
export type CopyKey = { readonly passphrase: string } | { readonly recoveryKey: string };
/** Which backup: a listed one, or any in a folder. */
export type CopySource =
  | { readonly place: "here" | "second"; readonly id: string }
  | { readonly folder: string };

/** The newest list; null before the first. */
export const copyList = signal<CopyList | null>(null);
/** True when it could not be had. */
export const copiesMissing = signal(false);

/** Reads the list again whenever the hub says that something has changed. Returns how to stop. */
export function followCopies(): () => void {
  return effect(() => {
    if (status.value !== null && link.value === "live") void readCopies();
  });
}

/** How often the list was asked for, and the newest of these questions whose answer is shown. */
let asked = 0;
let shown = 0;

/** Reads the list. Never rejects. An answer that comes after that of a later question is dropped. */
export async function readCopies(): Promise<void> {
  const mine = ++asked;
  try {
    const list = await read(() => api.copies.$get());
    if (mine < shown) return;
    shown = mine;
    copyList.value = list;
    copiesMissing.value = false;
  } catch (error) {
    if (mine === asked) copiesMissing.value = error instanceof Refused;
  }
}

/** Makes one. */
export async function makeCopy(): Promise<void> {
  await call(() => api.copies.make.$post());
  await readCopies();
}

/** Opens and checks one. */
export async function checkCopy(json: CopySource): Promise<void> {
  try {
    await call(() => api.copies.verify.$post({ json }));
  } finally {
    await readCopies();
  }
}

/** Deletes one, for whoever knows the passphrase of the hub. */
export async function deleteCopy(source: CopySource, passphrase: string): Promise<void> {
  await call(() => api.copies.delete.$post({ json: { ...source, passphrase } }));
  await readCopies();
}

/** Chooses the second place, or none, for whoever knows the passphrase of the hub. */
export async function choosePlace(folder: string | null, passphrase: string): Promise<void> {
  await call(() => api.copies.place.$post({ json: { folder, passphrase } }));
  await readCopies();
}

/** What a restore would do. */
export function previewRestore(source: CopySource, key: CopyKey): Promise<RestorePreview> {
  return call(() => api.copies.preview.$post({ json: { ...source, ...key } }));
}

/** Puts a backup in the place of the records. */
export async function restoreCopy(source: CopySource, key: CopyKey): Promise<void> {
  await call(() => api.copies.restore.$post({ json: { ...source, ...key } }));
}

/** Takes note of the last restore. */
export async function dismissRestored(): Promise<void> {
  await call(() => api.copies.dismiss.$post());
}
