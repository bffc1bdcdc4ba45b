// Sample records for the tests of capture files.
#pragma once

#include <cstddef>
#include <string>

#include "capture/record.h"

namespace streamctl::capture {

inline Record record_of(const std::string& id, std::size_t body_bytes = 2) {
  Record record;
  record.webhook_id = id;
  record.type = "call.created";
  record.body = std::string(body_bytes, 'x');
  return record;
}

inline std::string line_of(const Record& record) {
  std::string line;
  append_line(record, line);
  return line;
}

}  // namespace streamctl::capture
