// An API error as Stream answers it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::emulator {

/// Why an operation was refused. Source of codes and statuses: Stream docs, "API errors".
struct Failure {
  int code = 4;
  unsigned status = 400;
  std::string text;       ///< What stands in the quotes of `X failed with error: "…"`.
  bool is_final = false;  ///< `unrecoverable`: SDKs do not try again.
  bool operator==(const Failure&) const = default;
};

Failure bad_input(std::string text);                ///< 400, code 4.
Failure does_not_exist(std::string text);           ///< 404, code 16.
Failure not_allowed(std::string text);              ///< 403, code 17.
Failure authentication_failed(std::string text);    ///< 401, code 5.
Failure connection_unknown(const std::string& id);  ///< 400, code 46.

/// The code that goes with a status where nothing else says: 429 is 9, 5xx is -1.
int code_of_status(unsigned status);

/// The APIError body. `operation` is empty where no route was found.
Json error_json(const Failure& failure, std::string_view operation, std::string_view duration);

/// What an operation answers: its fields, or why not.
using Reply = std::variant<Json, Failure>;

/// Something looked for in a request: there, or the reason to answer.
template <class T>
class Found {
 public:
  // NOLINTBEGIN(google-explicit-constructor): implicit so that `return value;` reads plainly
  Found(T& value) : value_(&value) {}
  Found(Failure failure) : failure_(std::move(failure)) {}
  // NOLINTEND(google-explicit-constructor)
  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() const { return *value_; }
  T* operator->() const { return value_; }
  [[nodiscard]] const Failure& failure() const { return failure_; }

 private:
  T* value_ = nullptr;
  Failure failure_;
};

}  // namespace streamctl::emulator
