#include "render/history.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "capture/forwarded.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "net/status.h"
#include "render/event_heading.h"
#include "render/json.h"
#include "render/layout.h"
#include "render/status.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t id_shown = 8;  // As in listen.
constexpr std::size_t date_columns = 11;
constexpr std::size_t margin = 2;
constexpr std::size_t hang = 6;

std::string listed_id(const std::string& id) {
  return id.empty() ? "-" : printable(cut_to_bytes(id, id_shown));
}

bool is_success(const history::Entry& entry) {
  for (const capture::Forwarded& answer : entry.answers)
    if (!net::is_success(answer.status)) return false;
  return net::is_success(entry.status);
}

/// "✓ 200", "✗ 503", "✗ no answer".
std::string verdict_of(const history::Entry& entry) {
  const std::string answer = entry.status == 0 ? "no answer" : std::to_string(entry.status);
  return (net::is_success(entry.status) ? "✓ " : "✗ ") + answer;
}

/// The verdict, the attempt if it is not the first, and the answers of targets.
Cell outcome_of(const history::Entry& entry) {
  std::string text = verdict_of(entry);
  if (entry.record.attempt > 1) text += " ↻ " + std::to_string(entry.record.attempt);
  for (const capture::Forwarded& answer : entry.answers)
    text += " → " + (answer.status == 0 ? "no answer" : std::to_string(answer.status));
  return {text, is_success(entry) ? Style::green : Style::red};
}

std::string time_of(WallTime time, const std::string& today, const Terminal& terminal) {
  std::string text = local_date_text(time);
  if (!terminal.is_tty) return text;
  if (text.starts_with(today)) return text.substr(date_columns);
  if (terminal.width >= narrow_columns) return text;
  constexpr std::size_t year_columns = 5;
  constexpr std::size_t day_and_minute = 11;
  return text.substr(year_columns, day_and_minute);
}

std::string type_of(const capture::Record& record) {
  return record.type.empty() ? "(no type)" : printable_name(record.type);
}

/// "      → 503 Service Unavailable in 12ms  http://127.0.0.1:3000/".
std::string answer_of(const capture::Forwarded& answer, const Terminal& terminal) {
  const bool is_good = net::is_success(answer.status);
  const std::string what =
      answer.status == 0 ? "no answer: " + printable(answer.error) : status_text(answer.status);
  return flowed({{std::string(hang, ' ') + "→ "},
                 {what, is_good ? Style::green : Style::red},
                 {" in " + duration_text(answer.duration), Style::dim},
                 {"  " + printable_name(answer.url), Style::dim, true}},
                hang + 2, terminal);
}

std::string attempt_of(const history::Found& found, const Terminal& terminal) {
  const history::Entry& entry = found.entry;
  Runs runs{
      {std::string(margin, ' ') + local_date_text(entry.record.received_at), Style::dim},
      {"  attempt " + std::to_string(entry.record.attempt), Style::plain, true},
      {"  " + verdict_of(entry), net::is_success(entry.status) ? Style::green : Style::red, true}};
  if (!entry.note.empty()) runs.push_back({"  " + printable(entry.note), Style::dim});
  std::string text = flowed(runs, hang, terminal);
  for (const capture::Forwarded& answer : entry.answers)
    text += answer_of(answer, terminal);
  const std::string place =
      found.lost.empty() ? entry.place ? "recorded in " + *entry.place->file : "" : found.lost;
  if (!place.empty())
    text += flowed({{std::string(hang, ' ')}, {printable(place), Style::dim}}, hang, terminal);
  return text;
}

std::string contents_of(const capture::Record& record, const Terminal& terminal) {
  std::string text = terminal.paint(Style::bold, "Headers") + "\n";
  if (record.headers.begin() == record.headers.end()) text += "  none\n";
  for (const net::Header& field : record.headers)
    text += flowed({{"  " + printable(field.name) + ": ", Style::cyan}, {printable(field.value)}},
                   margin + 2, terminal);
  text += terminal.paint(Style::bold, "Body") + "  " +
          terminal.paint(Style::dim, size_text(record.body.size())) + "\n";
  return text + json_lines(record.body, 0, margin, terminal).text;
}

}  // namespace

std::string render_history(const std::vector<history::Found>& deliveries, WallTime now,
                           const Terminal& terminal) {
  const bool has_room = !terminal.is_tty || terminal.width >= narrow_columns;
  std::vector<std::string> headings{"TIME", "ID", "TYPE", "CALL", "ANSWER"};
  if (!has_room) headings.erase(headings.begin() + 3);
  const std::string today = local_date_text(now).substr(0, date_columns);
  std::vector<std::vector<Cell>> rows;
  for (const history::Found& found : deliveries) {
    const capture::Record& record = found.entry.record;
    std::vector<Cell> row{{time_of(record.received_at, today, terminal), Style::dim},
                          {listed_id(record.webhook_id)},
                          {type_of(record), style_of_type(record.type)}};
    if (has_room) row.push_back({printable_name(record.call_cid)});
    row.push_back(outcome_of(found.entry));
    rows.push_back(std::move(row));
  }
  return table(headings, rows, terminal);
}

std::string render_delivery(const std::vector<history::Found>& attempts, const Terminal& terminal) {
  const history::Found* shown = &attempts.back();
  for (const history::Found& found : attempts)
    if (found.lost.empty()) shown = &found;
  const capture::Record& record = shown->entry.record;
  const Style style = style_of_type(record.type);
  std::string text = flowed({{type_of(record), style, true},
                             {"  " + printable_name(record.call_cid), Style::plain, true},
                             {"  " + printable_name(record.webhook_id), Style::dim, true}},
                            margin, terminal);
  if (shown->lost.empty()) {
    const std::string verified = record.verified ? ", verified" : ", not verified";
    text += flowed({{"  by " + std::string(capture::name_of(record.transport)) + verified +
                         ", from " + printable_name(record.remote),
                     Style::dim}},
                   margin + 2, terminal);
  }
  text += "\n";
  for (const history::Found& found : attempts)
    text += attempt_of(found, terminal);
  return shown->lost.empty() ? text + "\n" + contents_of(record, terminal) : text;
}

std::string history_lines(const history::Found& delivery) {
  const history::Entry& entry = delivery.entry;
  Json answered{{"kind", "answered"},
                {"webhook_id", entry.record.webhook_id},
                {"attempt", entry.record.attempt},
                {"status", nullptr},
                {"note", nullptr}};
  if (entry.status != 0) answered["status"] = entry.status;
  if (!entry.note.empty()) answered["note"] = entry.note;
  std::string text = delivery.line + json_line(answered) + "\n";
  for (const capture::Forwarded& answer : entry.answers)
    capture::append_line(answer, text);
  return text;
}

}  // namespace streamctl::cli
