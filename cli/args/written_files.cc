#include "args/written_files.h"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <string_view>
#include <utility>

#include "args/options.h"
#include "core/file.h"
#include "core/foreign_form.h"
#include "core/output_path.h"
#include "core/text.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

/// The canonical path of a file, even one that does not exist yet.
std::filesystem::path plain(const std::string& path) {
  constexpr int links_max = 40;  // The limit of Linux.
  std::error_code error;
  std::filesystem::path name = std::filesystem::absolute(path, error);
  for (int links = 0; links < links_max; ++links) {
    const auto target = std::filesystem::read_symlink(name, error);
    if (error) break;
    name = name.parent_path() / target;
  }
  return std::filesystem::weakly_canonical(name, error);
}

/// Whether `text`, the start of a file, opens with the root element of a JUnit report.
bool begins_report(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (;;) {
    text = trimmed(text);
    const std::string_view end = text.starts_with("<?")     ? "?>"
                                 : text.starts_with("<!--") ? "-->"
                                                            : "";
    if (end.empty()) break;
    const auto found = text.find(end);
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + end.size());
  }
  for (const std::string_view root : {"<testsuites", "<testsuite"}) {
    if (text.starts_with(root) && text.size() > root.size() &&
        std::string_view(" \t\r\n/>").find(text[root.size()]) != std::string_view::npos)
      return true;
  }
  return false;
}

/// Whether a regular file exists that a report must not replace: anything but a report or an empty
/// file. Excludes our own output, which is written later.
bool holds_other(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  for (const char* own : {"/dev/stdout", "/dev/stderr"})
    if (std::filesystem::equivalent(path, own, none)) return false;
  if (std::filesystem::file_size(path, none) == 0) return false;
  constexpr std::streamsize read_max = 65'536;
  std::string text(read_max, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), read_max);
  text.resize(static_cast<std::size_t>(file.gcount()));
  return !begins_report(text);
}

/// Opening a named pipe waits for its reader: tells the user what the program waits for.
void announce_wait(const std::string& what, const std::string& path, Context& context) {
  std::error_code none;
  if (context.quiet || !std::filesystem::is_fifo(path, none)) return;
  context.err << context.err_terminal.paint(Style::dim, what + " the named pipe " +
                                                            printable(path) +
                                                            ", as soon as something reads it")
              << std::endl;
}

Error other_error(const std::string& path) {
  return config_error("--junit: " + path + " is not a JUnit report",
                      "name another file, or remove it");
}

}  // namespace

Result<capture::Writer> open_capture(const std::string& option, const std::string& path,
                                     capture::Durability durability, Context& context) {
  if (path == "-")
    return option_error(option, "a capture is a file, and - is none",
                        option == "--record" ? "--output json prints each record"
                                             : "name a file; ./- is one of that name");
  announce_wait("Recording into", path, context);
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
  if (holds_other(path)) return other_error(path);
  return {};
}

Result<void> write_report(const std::string& path, const std::string& report, Context& context) {
  if (path.empty()) return {};
  if (holds_other(path)) return other_error(path);  // It may be the capture by now, via a link.
  announce_wait("Writing the report into", path, context);
  context.out.flush();  // The report may use the same file.
  auto written = write_file(path, report);
  if (written) return {};
  Error error = std::move(written).error().in("--junit");
  error.kind = ErrorKind::internal;
  return error;
}

}  // namespace streamctl::cli
