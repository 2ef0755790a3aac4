/*
 * What the limits share: an encrypted database opened as the hub opens it, files, and the clock.
 */
#ifndef SQLCIPHER_LIMIT_H
#define SQLCIPHER_LIMIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int sqlite3_key_v2(sqlite3 *, const char *, const void *, int);
int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
int sqlite3_prepare_v3(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
int sqlite3_bind_parameter_count(sqlite3_stmt *);
int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
int sqlite3_bind_int64(sqlite3_stmt *, int, long long);
int sqlite3_bind_null(sqlite3_stmt *, int);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_reset(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
int sqlite3_column_count(sqlite3_stmt *);
const unsigned char *sqlite3_column_text(sqlite3_stmt *, int);
int sqlite3_close(sqlite3 *);
const char *sqlite3_errmsg(sqlite3 *);

#define SQLITE_OK 0
#define SQLITE_ROW 100
#define SQLITE_DONE 101
#define PREPARE_PERSISTENT 1

static void check(sqlite3 *db, int code, int wanted) {
  if (code == wanted) return;
  fprintf(stderr, "%d: %s\n", code, sqlite3_errmsg(db));
  exit(1);
}

static void run_sql(sqlite3 *db, const char *sql) {
  check(db, sqlite3_exec(db, sql, 0, 0, 0), SQLITE_OK);
}

/* key: 64 hex digits. READWRITE | CREATE | NOMUTEX, and the hub's own settings. */
static sqlite3 *open_database(const char *path, const char *key) {
  sqlite3 *db = 0;
  char raw_key[68];
  if (strlen(key) != 64) exit(2);
  snprintf(raw_key, sizeof raw_key, "x'%s'", key);
  check(db, sqlite3_open_v2(path, &db, 0x2 | 0x4 | 0x8000, 0), SQLITE_OK);
  check(db, sqlite3_key_v2(db, "main", raw_key, 67), SQLITE_OK);
  run_sql(db, "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA journal_mode=WAL;"
              "PRAGMA synchronous=FULL");
  return db;
}

/* The whole file with a final zero; its length without that in *length, if wanted. */
static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(size + 1);
  if (!bytes || fread(bytes, 1, size, file) != size) exit(2);
  fclose(file);
  bytes[size] = 0;
  if (length) *length = size;
  return bytes;
}

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

#endif
