/* Preloaded by test_durability.py: appends a byte to the file SYNC_LOG for each fdatasync, and fails it with EIO while the file
 * SYNC_FAILS exists. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int fdatasync(int file) {
  const char* fails = getenv("SYNC_FAILS");
  if (fails != NULL && access(fails, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  const int result = (int)syscall(SYS_fdatasync, file);
  const int log = open(getenv("SYNC_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || write(log, "s", 1) != 1) abort();
  close(log);
  return result;
}
