/*
 * The part of SQLite's binary interface a VFS is made of: https://www.sqlite.org/c3ref/vfs.html and
 * https://www.sqlite.org/c3ref/io_methods.html. Declared here because the library is built without
 * leaving its headers behind.
 */
#ifndef VFS_ABI_H
#define VFS_ABI_H

#include <stdint.h>

#define SQLITE_OK 0
#define SQLITE_FULL 13
#define SQLITE_CANTOPEN 14
#define SQLITE_IOERR_WRITE (10 | 3 << 8)
#define SQLITE_IOERR_FSYNC (10 | 4 << 8)
#define SQLITE_IOERR_TRUNCATE (10 | 6 << 8)
#define SQLITE_IOERR_DELETE (10 | 10 << 8)
#define SQLITE_OPEN_CREATE 4
#define SQLITE_ACCESS_EXISTS 0

typedef struct sqlite3_vfs sqlite3_vfs;
typedef struct sqlite3_file sqlite3_file;
typedef void (*sqlite3_syscall_ptr)(void);

typedef struct {
  int iVersion;
  int (*xClose)(sqlite3_file *);
  int (*xRead)(sqlite3_file *, void *, int amount, int64_t offset);
  int (*xWrite)(sqlite3_file *, const void *, int amount, int64_t offset);
  int (*xTruncate)(sqlite3_file *, int64_t size);
  int (*xSync)(sqlite3_file *, int flags);
  int (*xFileSize)(sqlite3_file *, int64_t *size);
  int (*xLock)(sqlite3_file *, int);
  int (*xUnlock)(sqlite3_file *, int);
  int (*xCheckReservedLock)(sqlite3_file *, int *);
  int (*xFileControl)(sqlite3_file *, int op, void *argument);
  int (*xSectorSize)(sqlite3_file *);
  int (*xDeviceCharacteristics)(sqlite3_file *);
  /* Version 2. */
  int (*xShmMap)(sqlite3_file *, int page, int pageSize, int extend, void volatile **);
  int (*xShmLock)(sqlite3_file *, int offset, int n, int flags);
  void (*xShmBarrier)(sqlite3_file *);
  int (*xShmUnmap)(sqlite3_file *, int deleteFlag);
} sqlite3_io_methods;

struct sqlite3_file {
  const sqlite3_io_methods *pMethods;
};

struct sqlite3_vfs {
  int iVersion;
  int szOsFile;
  int mxPathname;
  sqlite3_vfs *pNext;
  const char *zName;
  void *pAppData;
  int (*xOpen)(sqlite3_vfs *, const char *name, sqlite3_file *, int flags, int *outFlags);
  int (*xDelete)(sqlite3_vfs *, const char *name, int syncDir);
  int (*xAccess)(sqlite3_vfs *, const char *name, int flags, int *result);
  int (*xFullPathname)(sqlite3_vfs *, const char *name, int size, char *out);
  void *(*xDlOpen)(sqlite3_vfs *, const char *);
  void (*xDlError)(sqlite3_vfs *, int, char *);
  void (*(*xDlSym)(sqlite3_vfs *, void *, const char *))(void);
  void (*xDlClose)(sqlite3_vfs *, void *);
  int (*xRandomness)(sqlite3_vfs *, int, char *);
  int (*xSleep)(sqlite3_vfs *, int);
  int (*xCurrentTime)(sqlite3_vfs *, double *);
  int (*xGetLastError)(sqlite3_vfs *, int, char *);
  /* Version 2. */
  int (*xCurrentTimeInt64)(sqlite3_vfs *, int64_t *);
  /* Version 3. */
  int (*xSetSystemCall)(sqlite3_vfs *, const char *name, sqlite3_syscall_ptr);
  sqlite3_syscall_ptr (*xGetSystemCall)(sqlite3_vfs *, const char *name);
  const char *(*xNextSystemCall)(sqlite3_vfs *, const char *name);
};

#endif
