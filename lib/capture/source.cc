#include "capture/source.h"

#include <string>
#include <utility>

namespace streamctl::capture {

Next<Record> EventSource::next() {
  while (ready_.empty()) {
    auto next = reader_.next();
    if (auto* malformed = std::get_if<Malformed>(&next)) return std::move(*malformed);
    if (auto* unreadable = std::get_if<Unreadable>(&next)) return std::move(*unreadable);
    const auto* value = std::get_if<Value>(&next);
    if (value == nullptr) {
      if (auto finished = expander_.finish(); !finished)
        return Malformed{std::move(finished).error().in(reader_.name())};
      return EndOfInput{};
    }
    // Nearly every line is a record.
    if (auto record = parser_.parse(value->text)) return *std::move(record);
    if (auto expanded = expander_.expand(value->text, ready_); !expanded)
      return Malformed{
          std::move(expanded).error().in(reader_.name() + ":" + std::to_string(value->line))};
    if (ready_.empty() && other_) other_(value->text);
  }
  Record record = std::move(ready_.front());
  ready_.pop_front();
  return record;
}

}  // namespace streamctl::capture
