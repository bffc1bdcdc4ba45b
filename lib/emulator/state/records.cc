#include "emulator/state/records.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "emulator/limits.h"

namespace streamctl::emulator {

const Records::Kind& Records::of(std::string_view kind) const {
  static const Kind none;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? none : found->second;
}

const Json* Records::find(std::string_view kind, std::string_view id) const {
  const Kind& records = of(kind);
  const auto found = records.find(id);
  return found == records.end() ? nullptr : &found->second;
}

Result<void, Failure> Records::put(const std::string& kind, const std::string& id, Json record) {
  Kind& records = kinds_[kind];
  if (!records.contains(id) && records.size() >= records_max)
    return bad_input("the emulator holds at most " + std::to_string(records_max) + " of these");
  if (json_line(record).size() > record_bytes_max)
    return bad_input("it is larger than " + std::to_string(record_bytes_max) + " bytes");
  records.insert_or_assign(id, std::move(record));
  return {};
}

void Records::put_latest(const std::string& kind, const std::string& id, Json record) {
  Kind& records = kinds_[kind];
  if (records.size() >= records_max) {
    records.erase(
        std::min_element(records.begin(), records.end(), [](const auto& a, const auto& b) {
          return text_at(a.second, "created_at") < text_at(b.second, "created_at");
        }));
  }
  records.insert_or_assign(id, std::move(record));
}

bool Records::erase(std::string_view kind, std::string_view id) {
  const auto of_kind = kinds_.find(kind);
  if (of_kind == kinds_.end()) return false;
  const auto found = of_kind->second.find(id);
  if (found == of_kind->second.end()) return false;
  of_kind->second.erase(found);
  return true;
}

}  // namespace streamctl::emulator
