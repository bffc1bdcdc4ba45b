#include "capture/source.h"

#include <string>
#include <utility>

namespace streamctl::capture {

Result<std::optional<Record>> EventSource::next() {
  while (ready_.empty()) {
    auto value = reader_.next();
    if (!value) return std::move(value).error();
    if (!*value) return std::optional<Record>();
    const std::uint64_t line = (*value)->line;
    // The way of nearly every line: a record.
    auto record = parser_.parse((*value)->text);
    if (record) return std::optional(*std::move(record));
    if (auto expanded = expander_.expand((*value)->text, ready_); !expanded)
      return std::move(expanded).error().in(reader_.name() + ":" + std::to_string(line));
  }
  std::optional<Record> record = std::move(ready_.front());
  ready_.pop_front();
  return record;
}

}  // namespace streamctl::capture
