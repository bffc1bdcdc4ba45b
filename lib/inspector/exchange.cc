#include "inspector/exchange.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace streamctl::inspector {

std::string PageRequest::parameter(std::string_view name) const {
  const auto found =
      std::find_if(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
  return found == query.end() ? "" : found->second;
}

PageAnswer json_answer(const Json& value, unsigned status) {
  return {status, "application/json", json_line(value), {}, {}};
}

PageAnswer refusal(unsigned status, std::string_view code, std::string_view message,
                   std::string_view hint) {
  Json error{{"code", code}, {"message", message}};
  if (!hint.empty()) error["hint"] = hint;
  return json_answer(Json{{"error", std::move(error)}}, status);
}

PageAnswer refusal(const Error& error) {
  const bool is_ours = error.kind == ErrorKind::usage || error.kind == ErrorKind::config;
  return refusal(is_ours ? 400 : 503, name_of(error.kind), error.what, error.hint);
}

}  // namespace streamctl::inspector
