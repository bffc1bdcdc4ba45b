#include "commands/body_input.h"

#include <CLI/CLI.hpp>

#include "core/text.h"
#include "input.h"
#include "options.h"

namespace streamctl::cli {

void declare_body(CLI::App& app, std::string& path) {
  app.add_option("FILE", path, "The body, byte for byte as it came; - reads standard input")
      ->type_name(file_metavar)
      ->required();
}

Result<std::string> read_body(const std::string& path, Context& context) {
  return read_input(path, context, body_bytes_max);
}

std::string body_name(const std::string& path) {
  return path == "-" ? "standard input" : printable(path);
}

}  // namespace streamctl::cli
