/**
 * Every C function that is called, with the types that are quick to pass: handles and precomputed
 * addresses as `pointer`, 64-bit integers as `i64` given a bigint, and numbers never as `u64` or
 * `usize` (ten times slower).
 */
export const SYMBOLS = {
  // Library
  sqlite3_initialize: { parameters: [], result: "i32" },
  sqlite3_libversion: { parameters: [], result: "pointer" },
  sqlite3_sourceid: { parameters: [], result: "pointer" },
  sqlite3_complete: { parameters: ["buffer"], result: "i32" },
  sqlite3_errstr: { parameters: ["i32"], result: "pointer" },
  sqlite3_free: { parameters: ["pointer"], result: "void" },

  // Connection
  sqlite3_open_v2: { parameters: ["buffer", "buffer", "i32", "pointer"], result: "i32" },
  sqlite3_close_v2: { parameters: ["pointer"], result: "i32" },
  sqlite3_key_v2: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "i32" },
  sqlite3_rekey_v2: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "i32" },
  sqlite3_busy_timeout: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_interrupt: { parameters: ["pointer"], result: "void" },
  sqlite3_errmsg: { parameters: ["pointer"], result: "pointer" },
  sqlite3_extended_errcode: { parameters: ["pointer"], result: "i32" },
  sqlite3_changes: { parameters: ["pointer"], result: "i32" },
  sqlite3_total_changes: { parameters: ["pointer"], result: "i32" },
  sqlite3_last_insert_rowid: { parameters: ["pointer"], result: "i64" },
  sqlite3_get_autocommit: { parameters: ["pointer"], result: "i32" },
  sqlite3_wal_checkpoint_v2: {
    parameters: ["pointer", "pointer", "i32", "buffer", "buffer"],
    result: "i32",
  },
  sqlite3_enable_load_extension: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_load_extension: {
    parameters: ["pointer", "buffer", "buffer", "buffer"],
    result: "i32",
  },

  // Statement
  sqlite3_prepare_v3: {
    parameters: ["pointer", "pointer", "i32", "u32", "buffer", "buffer"],
    result: "i32",
  },
  sqlite3_finalize: { parameters: ["pointer"], result: "i32" },
  sqlite3_step: { parameters: ["pointer"], result: "i32" },
  sqlite3_reset: { parameters: ["pointer"], result: "i32" },
  sqlite3_stmt_readonly: { parameters: ["pointer"], result: "i32" },
  sqlite3_stmt_status: { parameters: ["pointer", "i32", "i32"], result: "i32" },
  sqlite3_expanded_sql: { parameters: ["pointer"], result: "pointer" },

  // Parameters
  sqlite3_bind_parameter_count: { parameters: ["pointer"], result: "i32" },
  sqlite3_bind_parameter_name: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_bind_parameter_index: { parameters: ["pointer", "buffer"], result: "i32" },
  sqlite3_bind_null: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_bind_int: { parameters: ["pointer", "i32", "i32"], result: "i32" },
  sqlite3_bind_int64: { parameters: ["pointer", "i32", "i64"], result: "i32" },
  sqlite3_bind_double: { parameters: ["pointer", "i32", "f64"], result: "i32" },
  sqlite3_bind_text: {
    parameters: ["pointer", "i32", "pointer", "i32", "pointer"],
    result: "i32",
  },
  sqlite3_bind_blob: {
    parameters: ["pointer", "i32", "buffer", "i32", "pointer"],
    result: "i32",
  },

  // Columns
  sqlite3_column_count: { parameters: ["pointer"], result: "i32" },
  sqlite3_column_name: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_column_decltype: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_column_type: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_column_int64: { parameters: ["pointer", "i32"], result: "i64" },
  sqlite3_column_double: { parameters: ["pointer", "i32"], result: "f64" },
  sqlite3_column_text: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_column_blob: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_column_bytes: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_column_value: { parameters: ["pointer", "i32"], result: "pointer" },

  // Functions written in TypeScript
  sqlite3_create_function_v2: {
    parameters: [
      "pointer",
      "buffer",
      "i32",
      "i32",
      "pointer",
      "function",
      "function",
      "function",
      "pointer",
    ],
    result: "i32",
  },
  sqlite3_aggregate_context: { parameters: ["pointer", "i32"], result: "pointer" },
  sqlite3_value_type: { parameters: ["pointer"], result: "i32" },
  sqlite3_value_int64: { parameters: ["pointer"], result: "i64" },
  sqlite3_value_double: { parameters: ["pointer"], result: "f64" },
  sqlite3_value_text: { parameters: ["pointer"], result: "pointer" },
  sqlite3_value_blob: { parameters: ["pointer"], result: "pointer" },
  sqlite3_value_bytes: { parameters: ["pointer"], result: "i32" },
  sqlite3_value_subtype: { parameters: ["pointer"], result: "u32" },
  sqlite3_result_null: { parameters: ["pointer"], result: "void" },
  sqlite3_result_int64: { parameters: ["pointer", "i64"], result: "void" },
  sqlite3_result_double: { parameters: ["pointer", "f64"], result: "void" },
  sqlite3_result_text: { parameters: ["pointer", "buffer", "i32", "pointer"], result: "void" },
  sqlite3_result_blob: { parameters: ["pointer", "buffer", "i32", "pointer"], result: "void" },
  sqlite3_result_subtype: { parameters: ["pointer", "u32"], result: "void" },
  sqlite3_result_error: { parameters: ["pointer", "buffer", "i32"], result: "void" },

  // Blobs and copies
  sqlite3_blob_open: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i64", "i32", "buffer"],
    result: "i32",
  },
  sqlite3_blob_bytes: { parameters: ["pointer"], result: "i32" },
  sqlite3_blob_read: { parameters: ["pointer", "buffer", "i32", "i32"], result: "i32" },
  sqlite3_blob_write: { parameters: ["pointer", "buffer", "i32", "i32"], result: "i32" },
  sqlite3_blob_close: { parameters: ["pointer"], result: "i32" },
  sqlite3_backup_init: {
    parameters: ["pointer", "buffer", "pointer", "buffer"],
    result: "pointer",
  },
  sqlite3_backup_step: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_backup_finish: { parameters: ["pointer"], result: "i32" },
  sqlite3_backup_remaining: { parameters: ["pointer"], result: "i32" },
  sqlite3_backup_pagecount: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
