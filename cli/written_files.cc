#include "written_files.h"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <utility>

#include "core/file.h"
#include "core/output_path.h"
#include "core/text.h"
#include "options.h"
#include "report.h"

namespace streamctl::cli {
namespace {

/// One name for every way to write a path, of a file that is still to be made too.
std::filesystem::path plain(const std::string& path) {
  std::error_code none;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
}

/// Whether a regular file begins as JSON does: an event, a capture, a package.json. Our own output
/// may, and is written after.
bool holds_json(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  for (const char* own : {"/dev/stdout", "/dev/stderr"})
    if (std::filesystem::equivalent(path, own, none)) return false;
  std::ifstream file(path);
  char first = '\0';
  file >> first;
  return first == '{' || first == '[';
}

Error json_error(const std::string& path) {
  return config_error("--junit: " + path + " holds JSON, which is no report",
                      "name another file, or remove it");
}

}  // namespace

Result<capture::Writer> open_capture(const std::string& option, const std::string& path,
                                     capture::Durability durability, Context& context) {
  if (path == "-")
    return option_error(option, "a capture is a file, and - is none",
                        option == "--record" ? "--output json prints each record"
                                             : "name a file; ./- is one of that name");
  auto writer = capture::Writer::open(path, durability);
  if (!writer) return std::move(writer).error().in(option);
  if (const auto bytes = writer->repair().bytes_cut; bytes > 0)
    report_warning(context, path + ": a half-written last line was cut off, " +
                                std::to_string(bytes) + " bytes");
  return writer;
}

Result<void> check_report(const std::string& path, const std::string& capture) {
  if (path.empty()) return {};
  const std::string option = "--junit";
  if (path == "-")
    return option_error(option, "a report is a file, and - is none",
                        "/dev/stdout is standard output; ./- is a file of that name");
  if (!capture.empty() && plain(path) == plain(capture))
    return option_error(option, "'" + printable(path) + "' is what is recorded to",
                        "name another file");
  if (auto good = check_writable(path); !good) return std::move(good).error().in(option);
  if (holds_json(path)) return json_error(path);
  return {};
}

Result<void> write_report(const std::string& path, const std::string& report, Context& context) {
  if (path.empty()) return {};
  if (holds_json(path)) return json_error(path);  // By now: what was recorded, by a link to it.
  context.out.flush();                            // The report may go there too.
  auto written = write_file(path, report);
  if (written) return {};
  Error error = std::move(written).error().in("--junit");
  error.kind = ErrorKind::internal;
  return error;
}

}  // namespace streamctl::cli
