// Input of replay in any form: every byte is read once, whether or not the values are valid.
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include "capture/source.h"
#include "core/file.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  FileDescriptor file(memfd_create("input", MFD_CLOEXEC));
  must(::write(file.get(), data, size) == static_cast<ssize_t>(size));
  must(::lseek(file.get(), 0, SEEK_SET) == 0);
  capture::EventSource source(capture::ValueReader("input", std::move(file)));
  constexpr std::size_t inflation_max = 1040;  // Maximum expansion of deflate.
  const std::size_t most = size * inflation_max + 1;
  std::size_t failures = 0;
  while (true) {
    const auto next = source.next();
    if (std::holds_alternative<capture::EndOfInput>(next)) break;
    if (!std::holds_alternative<capture::Record>(next))
      must(++failures <= most);  // An error that makes no progress would loop forever.
  }
  must(source.bytes_read() <= most);
  return 0;
}
