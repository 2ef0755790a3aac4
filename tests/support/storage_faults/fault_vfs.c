/*
 * A VFS over SQLite's own that counts what is written to the files of one folder, notes it, and
 * fails where it is told to. Files elsewhere, reads, locks and shared memory are left alone.
 *
 * Counted, as operations: xWrite, xTruncate, xSync, xDelete. Noted, in order and in a log in
 * memory: the same when they succeeded, each opening, and each sync of a folder, which SQLite does
 * inside xSync and xDelete: a hook on its system call "openDirectory" sees it.
 *
 * A record of the log is a header and its payload, padded to 8 bytes; see `struct header`.
 */
#include "vfs_abi.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum kind { OPENED = 1, WRITTEN, TRUNCATED, SYNCED, DELETED, FOLDER_SYNCED };
enum fault { NO_FAULT, DEAD, DISK_FULL };

struct header {
  uint32_t kind;
  uint32_t handle; /* numbers openings, not files; 0 where there is none */
  int64_t offset;  /* TRUNCATED: the new size */
  uint32_t length; /* of the payload: bytes written, or a path */
  uint32_t unused;
};

typedef struct {
  sqlite3_file base;
  uint32_t handle;
  sqlite3_file *real; /* right behind this struct */
} watched_file;

static sqlite3_vfs *below;
static sqlite3_vfs ours;
static int (*open_directory_below)(const char *, int *);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char watched[4096];
static uint32_t next_handle = 1;
static uint32_t operations;
static enum fault fault;
static uint32_t fault_from;
static uint32_t fault_until;
static int lying;
static int noting;
static unsigned char *notes;
static size_t notes_size, notes_room;
/* The folder that was synced within the operation under way. */
static _Thread_local char synced_folder[4096];

static void note(enum kind kind, uint32_t handle, int64_t offset, const void *payload, size_t length) {
  struct header header = {kind, handle, offset, (uint32_t)length, 0};
  size_t padded = (length + 7) & ~(size_t)7;
  pthread_mutex_lock(&lock);
  if (noting) {
    size_t size = notes_size + sizeof header + padded;
    if (size > notes_room) {
      notes_room = size * 2;
      notes = realloc(notes, notes_room);
      if (!notes) abort();
    }
    memcpy(notes + notes_size, &header, sizeof header);
    memcpy(notes + notes_size + sizeof header, payload, length);
    memset(notes + notes_size + sizeof header + length, 0, padded - length);
    notes_size = size;
  }
  pthread_mutex_unlock(&lock);
}

static void note_path(enum kind kind, uint32_t handle, const char *path) {
  note(kind, handle, 0, path, strlen(path));
}

/* Counts an operation and says how it is to fail. */
static enum fault count_operation(void) {
  pthread_mutex_lock(&lock);
  uint32_t number = operations++;
  enum fault now = number >= fault_from && number < fault_until ? fault : NO_FAULT;
  pthread_mutex_unlock(&lock);
  return now;
}

static int is_dead(void) {
  pthread_mutex_lock(&lock);
  int dead = fault == DEAD && operations > fault_from;
  pthread_mutex_unlock(&lock);
  return dead;
}

static int open_directory(const char *path, int *descriptor) {
  /* SQLite passes the path of the file and opens its folder. */
  strncpy(synced_folder, path, sizeof synced_folder - 1);
  return open_directory_below(path, descriptor);
}

static void note_synced_folder(void) {
  if (synced_folder[0]) note_path(FOLDER_SYNCED, 0, synced_folder);
  synced_folder[0] = 0;
}

#define REAL(file) (((watched_file *)(file))->real)
#define HANDLE(file) (((watched_file *)(file))->handle)

static int shim_close(sqlite3_file *file) { return REAL(file)->pMethods->xClose(REAL(file)); }

static int shim_read(sqlite3_file *file, void *into, int amount, int64_t offset) {
  return REAL(file)->pMethods->xRead(REAL(file), into, amount, offset);
}

static int shim_write(sqlite3_file *file, const void *bytes, int amount, int64_t offset) {
  switch (count_operation()) {
  case DEAD:
    return SQLITE_IOERR_WRITE;
  case DISK_FULL: {
    /* A disk takes what it still has room for. */
    int half = amount / 2;
    int code = half == 0 ? SQLITE_OK : REAL(file)->pMethods->xWrite(REAL(file), bytes, half, offset);
    if (code == SQLITE_OK && half > 0) note(WRITTEN, HANDLE(file), offset, bytes, (size_t)half);
    return SQLITE_FULL;
  }
  case NO_FAULT:
    break;
  }
  int code = REAL(file)->pMethods->xWrite(REAL(file), bytes, amount, offset);
  if (code == SQLITE_OK) note(WRITTEN, HANDLE(file), offset, bytes, (size_t)amount);
  return code;
}

static int shim_truncate(sqlite3_file *file, int64_t size) {
  if (count_operation() == DEAD) return SQLITE_IOERR_TRUNCATE;
  int code = REAL(file)->pMethods->xTruncate(REAL(file), size);
  if (code == SQLITE_OK) note(TRUNCATED, HANDLE(file), size, "", 0);
  return code;
}

static int shim_sync(sqlite3_file *file, int flags) {
  if (count_operation() == DEAD) return SQLITE_IOERR_FSYNC;
  if (lying) return SQLITE_OK;
  synced_folder[0] = 0;
  int code = REAL(file)->pMethods->xSync(REAL(file), flags);
  if (code != SQLITE_OK) return code;
  note(SYNCED, HANDLE(file), 0, "", 0);
  note_synced_folder();
  return code;
}

static int shim_file_size(sqlite3_file *file, int64_t *size) {
  return REAL(file)->pMethods->xFileSize(REAL(file), size);
}
static int shim_lock(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xLock(REAL(file), level);
}
static int shim_unlock(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xUnlock(REAL(file), level);
}
static int shim_check_reserved_lock(sqlite3_file *file, int *result) {
  return REAL(file)->pMethods->xCheckReservedLock(REAL(file), result);
}
static int shim_file_control(sqlite3_file *file, int op, void *argument) {
  return REAL(file)->pMethods->xFileControl(REAL(file), op, argument);
}
static int shim_sector_size(sqlite3_file *file) {
  return REAL(file)->pMethods->xSectorSize(REAL(file));
}
static int shim_device_characteristics(sqlite3_file *file) {
  return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file));
}
static int shim_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, out);
}
static int shim_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
  return REAL(file)->pMethods->xShmLock(REAL(file), offset, n, flags);
}
static void shim_shm_barrier(sqlite3_file *file) { REAL(file)->pMethods->xShmBarrier(REAL(file)); }
static int shim_shm_unmap(sqlite3_file *file, int delete_flag) {
  return REAL(file)->pMethods->xShmUnmap(REAL(file), delete_flag);
}

/* Version 2: without xFetch nothing is ever written through a memory map. */
static const sqlite3_io_methods methods = {
    2,
    shim_close,
    shim_read,
    shim_write,
    shim_truncate,
    shim_sync,
    shim_file_size,
    shim_lock,
    shim_unlock,
    shim_check_reserved_lock,
    shim_file_control,
    shim_sector_size,
    shim_device_characteristics,
    shim_shm_map,
    shim_shm_lock,
    shim_shm_barrier,
    shim_shm_unmap,
};

static int is_watched(const char *path) {
  return path && watched[0] && strncmp(path, watched, strlen(watched)) == 0;
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)vfs;
  if (!is_watched(name)) return below->xOpen(below, name, file, flags, out);
  int exists = 0;
  below->xAccess(below, name, SQLITE_ACCESS_EXISTS, &exists);
  file->pMethods = 0;
  if (!exists && is_dead()) return SQLITE_CANTOPEN;
  watched_file *opened = (watched_file *)file;
  opened->real = (sqlite3_file *)(opened + 1);
  int code = below->xOpen(below, name, opened->real, flags, out);
  if (code != SQLITE_OK) return code;
  pthread_mutex_lock(&lock);
  opened->handle = next_handle++;
  pthread_mutex_unlock(&lock);
  file->pMethods = &methods;
  note_path(OPENED, opened->handle, name);
  return SQLITE_OK;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
  (void)vfs;
  if (!is_watched(name)) return below->xDelete(below, name, sync_folder);
  if (count_operation() == DEAD) return SQLITE_IOERR_DELETE;
  synced_folder[0] = 0;
  int code = below->xDelete(below, name, lying ? 0 : sync_folder);
  if (code == SQLITE_OK) note_path(DELETED, 0, name);
  note_synced_folder();
  return code;
}

/* Makes the VFS over `base`, SQLite's default. The caller registers what is returned. */
sqlite3_vfs *fault_vfs_make(sqlite3_vfs *base) {
  if (base == &ours) return 0;
  below = base;
  ours = *base;
  ours.pNext = 0;
  ours.zName = "storage_faults";
  ours.szOsFile = (int)sizeof(watched_file) + base->szOsFile;
  ours.xOpen = shim_open;
  ours.xDelete = shim_delete;
  sqlite3_syscall_ptr original = base->xGetSystemCall(base, "openDirectory");
  if (!original) return 0;
  open_directory_below = (int (*)(const char *, int *))original;
  base->xSetSystemCall(base, "openDirectory", (sqlite3_syscall_ptr)open_directory);
  return &ours;
}

/* Takes the hook away. The caller has unregistered the VFS. */
void fault_vfs_unmake(void) {
  below->xSetSystemCall(below, "openDirectory", (sqlite3_syscall_ptr)open_directory_below);
  watched[0] = 0;
  fault = NO_FAULT;
  lying = noting = 0;
  free(notes);
  notes = 0;
  notes_size = notes_room = 0;
}

/* From now on files whose path begins so are watched when they are opened. */
void fault_vfs_watch(const char *path_start) {
  strncpy(watched, path_start, sizeof watched - 1);
}

/* Starts or stops noting; what was noted before is dropped. */
void fault_vfs_note(int on) {
  noting = on;
  notes_size = 0;
}

const unsigned char *fault_vfs_notes(void) { return notes; }
uint32_t fault_vfs_notes_size(void) { return (uint32_t)notes_size; }
void fault_vfs_drop_notes(void) { notes_size = 0; }

/* Counts operations from 0 again; those from `from` to before `until` fail. */
void fault_vfs_fail(int kind, uint32_t from, uint32_t until) {
  operations = 0;
  fault = (enum fault)kind;
  fault_from = from;
  fault_until = until;
}

uint32_t fault_vfs_operations(void) { return operations; }

/* A disk that says "synced" and did nothing. */
void fault_vfs_lie(int on) { lying = on; }
