#include "commands/signature/verdict_line.h"

#include <cstddef>

#include "core/text.h"
#include "render/layout.h"

namespace streamctl::cli {

std::string verdict_line(const capture::Record& record, std::string_view why_unsigned,
                         const Verdict& verdict, const Terminal& terminal) {
  constexpr std::size_t mark_columns = 12;
  const bool is_signed = why_unsigned.empty();
  const bool is_narrow = terminal.is_tty && terminal.width < narrow_columns;
  const std::string id = is_narrow ? short_id(record.webhook_id) : printable(record.webhook_id);
  Runs runs{!is_signed         ? Run{"- unsigned", Style::dim}
            : verdict.is_valid ? Run{"✓ valid   ", Style::green}
                               : Run{"✗ wrong   ", Style::red},
            {"  " + (id.empty() ? "(no id)" : id)}};
  if (record.attempt > 1) runs.push_back({", attempt " + std::to_string(record.attempt)});
  runs.push_back({"  "});
  runs.push_back({printable(record.type), Style::bold});
  if (!is_signed) runs.push_back({"  " + std::string(why_unsigned)});
  const std::string& why = verdict.note.empty() ? verdict.reason : verdict.note;
  if (!why.empty()) runs.push_back({"  " + printable(why), Style::dim});
  return flowed(runs, mark_columns, terminal);
}

}  // namespace streamctl::cli
