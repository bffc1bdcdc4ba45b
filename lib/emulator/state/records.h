// Small things of an app that the emulator only keeps: SIP trunks, storages, roles, tasks and so
// on.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/json.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// Records of several kinds, by id. At most `records_max` of a kind, each of at most
/// `record_bytes_max`.
class Records {
 public:
  using Kind = std::map<std::string, Json, std::less<>>;

  /// Those of a kind; empty if there are none.
  [[nodiscard]] const Kind& of(std::string_view kind) const;
  /// Null if there is none.
  [[nodiscard]] const Json* find(std::string_view kind, std::string_view id) const;
  /// Adds or replaces one. 400 if there are too many, or it is too large.
  Result<void, Failure> put(const std::string& kind, const std::string& id, Json record);
  /// The same, and drops the oldest by `created_at` if there are too many.
  void put_latest(const std::string& kind, const std::string& id, Json record);
  /// Whether it was there.
  bool erase(std::string_view kind, std::string_view id);

  [[nodiscard]] const std::map<std::string, Kind, std::less<>>& all() const { return kinds_; }

 private:
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace streamctl::emulator
