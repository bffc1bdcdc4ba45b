#include "args/input.h"

#include <istream>
#include <utility>

#include "core/file.h"
#include "core/interruptible.h"
#include "core/units.h"

namespace streamctl::cli {

Result<std::string> read_input(const std::string& path, Context& context, std::uint64_t bytes_max) {
  if (path != "-") return read_file(path, bytes_max);
  const Interruptible wait;
  std::string bytes;
  char chunk[65536];
  while (context.in.read(chunk, sizeof chunk), context.in.gcount() > 0) {
    bytes.append(chunk, static_cast<std::size_t>(context.in.gcount()));
    if (bytes.size() > bytes_max)
      return config_error("standard input is larger than " + size_text(bytes_max));
  }
  if (context.in.bad()) return config_error("cannot read standard input");
  return bytes;
}

}  // namespace streamctl::cli
