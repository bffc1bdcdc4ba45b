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

/// Keeps what the user wrote, for another try.
Error kept(Error why, ScratchFile& file) {
  file.keep();
  why = why.in("--edit");
  why.what += "; nothing was sent";
  why.hint = "the text is kept; mend it, then: streamctl replay " + shell_word(file.path());
  return why;
}

/// Opens the editor and returns what the user left; an exit code if that is not to be sent.
Result<std::optional<ExitCode>> let_edit(ScratchFile& file, const std::string& text,
                                         std::string& edited, Context& context) {
  const auto code = open_editor(file.path(), context);
  const bool is_changed = !file.is_as_made(text);
  if (context.stop.stop_requested()) {
    if (is_changed) keep_edited(file, context);
    return std::optional(128 + context.stop_signal);
  }
  if (!code) return is_changed ? kept(code.error(), file) : code.error().in("--edit");
  if (*code != 0) {
    if (is_changed) keep_edited(file, context);
    return std::optional(*code);
  }
  auto read = read_file(file.path(), text_bytes_max);
  if (!read)
    return is_changed ? kept(std::move(read).error(), file) : std::move(read).error().in("--edit");
  edited = *std::move(read);
  return std::optional<ExitCode>();
}

}  // namespace

void keep_edited(ScratchFile& file, Context& context) {
  file.keep();
  report_warning(context, "the edited events are kept; to send them: streamctl replay " +
                              shell_word(file.path()));
}

Result<std::optional<ExitCode>> edit(replay::Source& source, std::optional<ScratchFile>& file,
                                     Context& context) {
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
  auto made = ScratchFile::make(directory.empty() ? "/tmp" : directory, "events.json", *text);
  if (!made) return std::move(made).error().in("--edit");

  std::string edited;
  auto ended = let_edit(*made, *text, edited, context);
  if (!ended || *ended) return ended;
  if (edited == *text)
    return nothing_to_send("the events were not changed, so none is sent; without --edit they are",
                           context);
  if (trimmed(edited).empty())
    return nothing_to_send("the file was emptied, so nothing is sent", context);
  auto records = replay::edited_events(edited, *std::move(events));
  if (!records) return kept(std::move(records).error(), *made);
  if (records->empty()) return nothing_to_send("no event was left, so nothing is sent", context);
  source.replace_by(*std::move(records));
  file.emplace(*std::move(made));
  return std::optional<ExitCode>();
}

}  // namespace streamctl::cli
