/**
 * The C file that is compiled: SQLCipher's amalgamation without its exit handlers.
 *
 * SQLCipher and OpenSSL free themselves when the process exits, and SQLCipher first overwrites its
 * keys with random bytes. A thread that is still writing at that moment, such as a worker when
 * another thread calls `Deno.exit()`, would crash, or encrypt a page with those random bytes and
 * commit it. The system takes the memory back anyway, so nothing is done at exit.
 */
export const LIBRARY_SOURCE = `\
/* Where SQLCipher registers its handler with the C library, this function is called instead. */
#define atexit ignore_exit_handler
/* And its handler does not get into the table of functions that run at exit. */
#ifndef _WIN32
#define section(name) unused
#endif

#include "sqlite3.c"

int ignore_exit_handler(void (*handler)(void)) {
  (void)handler;
  return 0;
}

#ifdef SQLCIPHER_CRYPTO_OPENSSL
#include <openssl/crypto.h>

/* The first call decides for all: OpenSSL does not register its own handler. */
__attribute__((constructor)) static void keep_openssl_at_exit(void) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, 0);
}
#endif
`;
