#include "commands/replay/edit.h"

#include <string>
#include <utility>

#include "commands/replay/editor.h"
#include "commands/replay/scratch_file.h"
#include "core/file.h"
#include "core/text.h"
#include "error_report.h"
#include "render/curl_command.h"
#include "replay/edit.h"

namespace streamctl::cli {
namespace {

/// An edited text may be longer than what it was made from.
constexpr std::uint64_t text_bytes_max = 4 * replay::edited_bytes_max;

std::optional<ExitCode> nothing_to_send(const std::string& why, Context& context) {
  report_warning(context, "--edit: " + why);
  return 1;
}

Error kept(Error why, ScratchFile& file) {
  file.keep();
  why = why.in("--edit");
  why.what += "; nothing was sent";
  why.hint = "the text is kept; mend it, then: streamctl replay " + shell_word(file.path());
  return why;
}

}  // namespace

Result<std::optional<ExitCode>> edit(replay::Source& source, Context& context) {
  auto events = source.take_all(replay::edited_events_max, replay::edited_bytes_max);
  if (!events) {
    Error error = std::move(events).error();
    if (!source.failure()) error.hint = "choose some: --limit, --last, --id, --type, --call";
    return error.in("--edit");
  }
  if (context.stop.stop_requested()) return std::optional(128 + context.stop_signal);
  if (events->empty()) return std::optional<ExitCode>();
  auto text = replay::editable_text(*events);
  if (!text) return std::move(text).error().in("--edit");
  const std::string directory = value_in(context.environment, "TMPDIR");
  auto file = ScratchFile::make(directory.empty() ? "/tmp" : directory, "events.json", *text);
  if (!file) return std::move(file).error().in("--edit");

  const auto code = open_editor(file->path(), context);
  if (!code) return code.error().in("--edit");
  if (*code != 0) return std::optional(*code);
  const auto edited = read_file(file->path(), text_bytes_max);
  if (!edited) return edited.error().in("--edit");
  if (*edited == *text)
    return nothing_to_send("the events were not changed, so none is sent; without --edit they are",
                           context);
  if (trimmed(*edited).empty())
    return nothing_to_send("the file was emptied, so nothing is sent", context);
  auto records = replay::edited_events(*edited, *std::move(events));
  if (!records) return kept(std::move(records).error(), *file);
  if (records->empty()) return nothing_to_send("no event was left, so nothing is sent", context);
  source.replace_by(*std::move(records));
  return std::optional<ExitCode>();
}

}  // namespace streamctl::cli
