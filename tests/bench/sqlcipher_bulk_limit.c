/*
 * The limit that the binding is compared with: the same upserts of the same rows, in one
 * transaction into an encrypted database in WAL mode, as a plain C loop over the same library.
 *
 *   sqlcipher_bulk_limit <database> <key, 64 hex digits> <rows>
 *
 * Prints the milliseconds between BEGIN and the end of COMMIT. Rows are made before that.
 */
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
int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
int sqlite3_bind_int64(sqlite3_stmt *, int, long long);
int sqlite3_bind_null(sqlite3_stmt *, int);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_reset(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
int sqlite3_close(sqlite3 *);
const char *sqlite3_errmsg(sqlite3 *);

#define COLUMNS 20
#define TEXTS 12
#define INTEGERS 5

typedef struct {
  char *text[TEXTS];
  int length[TEXTS];
  long long integer[INTEGERS];
} Row;

static const char *GIVEN[] = {"Amina", "Yusuf", "Layla", "Omar", "Fatima", "Khaled", "Noor", "Sami"};
static const char *SURNAME[] = {"Haddad", "Al-Masri", "Khoury", "Nasser", "Darwish"};
static const char *CAMP[] = {"Zaatari", "Azraq", "Kutupalong", "Dadaab"};

static void check(sqlite3 *db, int code, int wanted) {
  if (code == wanted) return;
  fprintf(stderr, "%d: %s\n", code, sqlite3_errmsg(db));
  exit(1);
}

static void make_row(Row *row, long long i) {
  char buffer[TEXTS][256];
  snprintf(buffer[0], 256, "00000000-0000-4000-8000-%012llx", i * 2654435761LL % 281474976710656LL);
  snprintf(buffer[1], 256, "%s", GIVEN[i % 8]);
  snprintf(buffer[2], 256, "%s", SURNAME[i % 5]);
  snprintf(buffer[3], 256, "%lld-%02lld-%02lld", 1940 + i % 80, 1 + i % 12, 1 + i % 28);
  snprintf(buffer[4], 256, "%s", i % 2 ? "female" : "male");
  snprintf(buffer[5], 256, "%s", CAMP[i % 4]);
  snprintf(buffer[6], 256, "Hometown of %s %lld", SURNAME[i % 5], i % 1000);
  snprintf(buffer[7], 256, "+962 7 %08lld", i % 100000000LL);
  snprintf(buffer[8], 256, "GOV-%010lld", i);
  snprintf(buffer[9], 256, "EXT-%lld", i);
  snprintf(buffer[10], 256, "{\"allergies\":\"none\",\"blood_group\":\"0+\",\"household\":%lld}", i % 9);
  snprintf(buffer[11], 256, "3f0e9a52-7d1b-4c1e-9b0a-%012llx", i % 16);
  for (int t = 0; t < TEXTS; t++) {
    row->text[t] = strdup(buffer[t]);
    row->length[t] = (int)strlen(buffer[t]);
  }
  row->integer[0] = 1700000000000LL + i;
  row->integer[1] = 1700000500000LL + i;
  row->integer[2] = i;
  row->integer[3] = i % 2;
  row->integer[4] = i % 120;
}

int main(int argc, char **argv) {
  if (argc != 4 || strlen(argv[2]) != 64) return 2;
  int rows = atoi(argv[3]);
  Row *data = malloc(sizeof(Row) * (size_t)rows);
  for (int i = 0; i < rows; i++) make_row(&data[i], i);

  sqlite3 *db = 0;
  sqlite3_stmt *statement = 0;
  char key[68];
  snprintf(key, sizeof key, "x'%s'", argv[2]);
  /* READWRITE | CREATE | NOMUTEX, as the binding does */
  check(db, sqlite3_open_v2(argv[1], &db, 0x2 | 0x4 | 0x8000, 0), 0);
  check(db, sqlite3_key_v2(db, "main", key, 67), 0);
  check(db, sqlite3_exec(db,
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
    "CREATE TABLE patients (id TEXT PRIMARY KEY, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11,"
    " c12, c13, c14, c15, c16, c17, c18, c19) WITHOUT ROWID", 0, 0, 0), 0);
  check(db, sqlite3_prepare_v3(db,
    "INSERT INTO patients VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE"
    " SET c1=excluded.c1, c2=excluded.c2, c3=excluded.c3, c4=excluded.c4, c5=excluded.c5,"
    " c6=excluded.c6, c7=excluded.c7, c8=excluded.c8, c9=excluded.c9, c10=excluded.c10,"
    " c11=excluded.c11, c12=excluded.c12, c13=excluded.c13, c14=excluded.c14, c15=excluded.c15,"
    " c16=excluded.c16, c17=excluded.c17, c18=excluded.c18, c19=excluded.c19",
    -1, 1, &statement, 0), 0);

  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  check(db, sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0), 0);
  for (int i = 0; i < rows; i++) {
    Row *row = &data[i];
    int column = 1;
    for (int t = 0; t < TEXTS; t++)
      sqlite3_bind_text(statement, column++, row->text[t], row->length[t], 0);
    for (int n = 0; n < INTEGERS; n++) sqlite3_bind_int64(statement, column++, row->integer[n]);
    while (column <= COLUMNS) sqlite3_bind_null(statement, column++);
    check(db, sqlite3_step(statement), 101);
    sqlite3_reset(statement);
  }
  check(db, sqlite3_exec(db, "COMMIT", 0, 0, 0), 0);
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%.1f\n", (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return 0;
}
