/**
 * What changes a disk, one operation after the other.
 *
 * @module
 */

import { basename } from "node:path";

/** One operation on files of one folder. Names are without the folder. */
export type DiskOperation =
  /** A file is opened, and made if there is none. Later operations name it by the handle. */
  | { readonly kind: "open"; readonly handle: number; readonly name: string }
  | {
    readonly kind: "write";
    readonly handle: number;
    readonly offset: number;
    readonly bytes: Uint8Array;
  }
  | { readonly kind: "truncate"; readonly handle: number; readonly size: number }
  /** Content and size of a file are on the disk. */
  | { readonly kind: "sync"; readonly handle: number }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string }
  /** The names in the folder are on the disk. */
  | { readonly kind: "syncFolder" };

/** A record's header in the shim's log: `struct header` in fault_vfs.c. */
const HEADER_BYTES = 24;

/** Reads the shim's log. */
export function decodeNotes(notes: Uint8Array): DiskOperation[] {
  const view = new DataView(notes.buffer, notes.byteOffset, notes.byteLength);
  const operations: DiskOperation[] = [];
  for (let at = 0; at < notes.length;) {
    const handle = view.getUint32(at + 4, true);
    const offset = Number(view.getBigInt64(at + 8, true));
    const length = view.getUint32(at + 16, true);
    const payload = notes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    operations.push(operationOf(view.getUint32(at, true), handle, offset, payload));
    at += HEADER_BYTES + Math.ceil(length / 8) * 8;
  }
  return operations;
}

function operationOf(
  kind: number,
  handle: number,
  offset: number,
  payload: Uint8Array,
): DiskOperation {
  const name = () => basename(new TextDecoder().decode(payload));
  switch (kind) {
    case 1:
      return { kind: "open", handle, name: name() };
    case 2:
      return { kind: "write", handle, offset, bytes: payload };
    case 3:
      return { kind: "truncate", handle, size: offset };
    case 4:
      return { kind: "sync", handle };
    case 5:
      return { kind: "remove", name: name() };
    case 6:
      return { kind: "syncFolder" };
    default:
      throw new RangeError(`Cannot read the shim's log: record of kind ${kind}`);
  }
}
