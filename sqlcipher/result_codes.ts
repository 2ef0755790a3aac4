/** The result codes that are compared with; SQLite, "Result and Error Codes". */
export const OK = 0;
export const ERROR = 1;
export const BUSY = 5;
export const LOCKED = 6;
export const NOTADB = 26;
export const MISUSE = 21;
export const RANGE = 25;
export const ROW = 100;
export const DONE = 101;

/** Fundamental types of a value; SQLite, "Fundamental Datatypes". */
export const INTEGER = 1;
export const FLOAT = 2;
export const TEXT = 3;
export const BLOB = 4;

/** Destructor argument that makes SQLite copy the bytes at once: the address -1. */
export function transientDestructor(): Deno.PointerValue {
  return Deno.UnsafePointer.create(0xffff_ffff_ffff_ffffn);
}
