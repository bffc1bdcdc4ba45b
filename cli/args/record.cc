#include "args/record.h"

#include <utility>

#include "args/options.h"
#include "args/written_files.h"

namespace streamctl::cli {

void declare_record(Arguments& arguments, RecordOptions& options, const std::string& help) {
  arguments.text("--record", options.file, help).metavar(file_metavar).group(record_group);
  arguments.flag("--fsync", options.fsync, "Record so that a power loss loses nothing either")
      .group(record_group);
}

Result<void> check_record(const RecordOptions& options) {
  if (options.fsync && options.file.empty())
    return option_error("--fsync", "there is no file to sync", "add --record FILE");
  return {};
}

Result<std::optional<capture::Writer>> open_record(const RecordOptions& options,
                                                   const std::string& report, Context& context) {
  if (auto good = check_report(report, options.file); !good) return std::move(good).error();
  if (options.file.empty()) return std::optional<capture::Writer>();
  const auto durability = options.fsync ? capture::Durability::power : capture::Durability::process;
  auto writer = open_capture("--record", options.file, durability, context);
  if (!writer) return std::move(writer).error();
  return std::optional(*std::move(writer));
}

}  // namespace streamctl::cli
