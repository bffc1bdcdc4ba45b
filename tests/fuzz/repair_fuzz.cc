// A file to record into: a file that is not a capture keeps every byte.
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/record.h"
#include "capture/repair.h"
#include "core/file.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const std::string before(text_of(data, size));
  const FileDescriptor file(::memfd_create("capture", 0));
  must(file.valid() && write_all(file.get(), before) == 0);
  const auto cut = capture::repair_capture(file.get(), "capture");
  std::string after(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
  must(::pread(file.get(), after.data(), after.size(), 0) == static_cast<ssize_t>(after.size()));
  if (!cut) {
    must(after == before);
    return 0;
  }
  must(*cut <= before.size());
  const std::string kept = before.substr(0, before.size() - *cut);
  must(after == kept || after == kept + "\n");
  must(after.empty() || after.back() == '\n' ||
       after.find_first_not_of(" \t\r\n") == std::string::npos);
  // The repair never cuts off a whole record.
  must(!capture::parse_line(before.substr(kept.size())));
  return 0;
}
