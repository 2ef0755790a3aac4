/*
 * The limit of a push: the same rows into an encrypted database of the same schema, indexes
 * included, in one transaction, as a plain C loop over the hub's own library.
 *
 *   push_limit <database> <key, 64 hex digits> <schema.sql> <insert.sql> <rows>
 *
 * <rows> holds the values of row after row in the order of the statement's parameters: a byte 0 for
 * NULL; 1 and eight bytes for an integer; 2, four bytes of length and that many bytes for text; all
 * in the machine's byte order. Prints the milliseconds from BEGIN to the end of COMMIT.
 */
#include "sqlcipher_limit.h"

typedef struct {
  char type;
  int length;
  long long integer;
  const char *text;
} Value;

static Value *parse(const char *bytes, size_t length, size_t *count) {
  size_t capacity = 1 << 16, used = 0;
  Value *values = malloc(capacity * sizeof(Value));
  const char *at = bytes;
  while (at < bytes + length) {
    if (used == capacity) values = realloc(values, (capacity *= 2) * sizeof(Value));
    Value *value = &values[used++];
    value->type = *at++;
    if (value->type == 1) {
      memcpy(&value->integer, at, 8);
      at += 8;
    } else if (value->type == 2) {
      unsigned size;
      memcpy(&size, at, 4);
      value->length = (int)size;
      value->text = at + 4;
      at += 4 + size;
    }
  }
  *count = used;
  return values;
}

static void bind(sqlite3_stmt *statement, int at, const Value *value) {
  if (value->type == 2) sqlite3_bind_text(statement, at, value->text, value->length, 0);
  else if (value->type == 1) sqlite3_bind_int64(statement, at, value->integer);
  else sqlite3_bind_null(statement, at);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  sqlite3 *db = open_database(argv[1], argv[2]);
  run_sql(db, read_file(argv[3], 0));
  size_t length, count;
  char *bytes = read_file(argv[5], &length);
  Value *values = parse(bytes, length, &count);
  sqlite3_stmt *statement = 0;
  check(db, sqlite3_prepare_v3(db, read_file(argv[4], 0), -1, PREPARE_PERSISTENT, &statement, 0),
        SQLITE_OK);
  size_t columns = (size_t)sqlite3_bind_parameter_count(statement);

  double from = now_us();
  run_sql(db, "BEGIN IMMEDIATE");
  for (size_t at = 0; at + columns <= count; at += columns) {
    for (size_t i = 0; i < columns; i++) bind(statement, (int)i + 1, &values[at + i]);
    check(db, sqlite3_step(statement), SQLITE_DONE);
    sqlite3_reset(statement);
  }
  run_sql(db, "COMMIT");
  printf("%.1f\n", (now_us() - from) / 1e3);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return 0;
}
