/*
 * The limit of a pull with little to tell: the look-ups it cannot do without, in an encrypted
 * database of the same schema, as a plain C loop over the hub's own library.
 *
 *   look_up_limit <database> <key, 64 hex digits> <setup.sql> <look_ups.sql> <times>
 *
 * Runs the set-up, then all look-ups, one statement a line, reading every column of every row; so
 * many times. Prints the median and the 99th percentile of a round in microseconds.
 */
#include "sqlcipher_limit.h"

#define MAX_STATEMENTS 256

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void run_round(sqlite3 *db, sqlite3_stmt **statements, int count) {
  run_sql(db, "BEGIN");
  for (int i = 0; i < count; i++) {
    int code, columns = sqlite3_column_count(statements[i]);
    while ((code = sqlite3_step(statements[i])) == SQLITE_ROW)
      for (int column = 0; column < columns; column++) sqlite3_column_text(statements[i], column);
    check(db, code, SQLITE_DONE);
    sqlite3_reset(statements[i]);
  }
  run_sql(db, "COMMIT");
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int times = atoi(argv[5]), count = 0;
  sqlite3 *db = open_database(argv[1], argv[2]);
  run_sql(db, read_file(argv[3], 0));
  sqlite3_stmt *statements[MAX_STATEMENTS];
  for (char *sql = strtok(read_file(argv[4], 0), "\n"); sql; sql = strtok(0, "\n")) {
    if (count == MAX_STATEMENTS) return 2;
    check(db, sqlite3_prepare_v3(db, sql, -1, PREPARE_PERSISTENT, &statements[count++], 0),
          SQLITE_OK);
  }
  double *rounds = malloc(sizeof(double) * (size_t)times);
  for (int i = 0; i < times; i++) {
    double from = now_us();
    run_round(db, statements, count);
    rounds[i] = now_us() - from;
  }
  qsort(rounds, (size_t)times, sizeof(double), by_size);
  printf("%.1f %.1f\n", rounds[times / 2], rounds[times * 99 / 100]);
  for (int i = 0; i < count; i++) sqlite3_finalize(statements[i]);
  sqlite3_close(db);
  return 0;
}
