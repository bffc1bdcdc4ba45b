/* Preloaded by test_durability.py: appends a byte to the file SYNC_LOG for each fdatasync, and fails it with EIO while the file
 * SYNC_FAILS exists. Appends the path of each folder that is synced to the file SYNC_FOLDERS. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void append(const char* variable, const char* text, size_t size) {
  const int log = open(getenv(variable), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || write(log, text, size) != (ssize_t)size) abort();
  close(log);
}

int fdatasync(int file) {
  const char* fails = getenv("SYNC_FAILS");
  if (fails != NULL && access(fails, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  const int result = (int)syscall(SYS_fdatasync, file);
  append("SYNC_LOG", "s", 1);
  return result;
}

int fsync(int file) {
  struct stat status;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size > 0 && fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
    path[size] = '\n';
    append("SYNC_FOLDERS", path, (size_t)size + 1);
  }
  return (int)syscall(SYS_fsync, file);
}
