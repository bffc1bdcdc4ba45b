#include "capture/forwarded.h"

#include <algorithm>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/units.h"

namespace streamctl::capture {

void append_line(const Forwarded& forwarded, std::string& out) {
  Json line{{"kind", "forwarded"},
            {"v", 1},
            {"webhook_id", forwarded.webhook_id},
            {"attempt", forwarded.attempt},
            {"url", forwarded.url},
            {"status", nullptr},
            {"duration_ms", milliseconds_of(forwarded.duration)},
            {"error", nullptr}};
  if (forwarded.status != 0)
    line["status"] = forwarded.status;
  else
    line["error"] = forwarded.error;
  out += json_line(line) + "\n";
}

std::optional<Forwarded> parse_forwarded(std::string_view line) {
  if (line.find(R"("forwarded")") == std::string_view::npos) return std::nullopt;
  const auto json = parse_json(line);
  if (!json || !json->is_object() || streamctl::text_at(*json, "kind") != "forwarded")
    return std::nullopt;
  const auto number_at = [&](const char* key) {
    const auto field = json->find(key);
    return field != json->end() && field->is_number() ? field->get<double>() : 0;
  };
  constexpr double status_max = 999;
  constexpr double attempt_max = 1000;
  constexpr double duration_ms_max = 1e9;
  Forwarded forwarded;
  forwarded.webhook_id = streamctl::text_at(*json, "webhook_id");
  forwarded.attempt = static_cast<int>(std::clamp(number_at("attempt"), 1.0, attempt_max));
  forwarded.url = streamctl::text_at(*json, "url");
  forwarded.status = static_cast<unsigned>(std::clamp(number_at("status"), 0.0, status_max));
  forwarded.duration = std::chrono::nanoseconds(
      static_cast<std::int64_t>(std::clamp(number_at("duration_ms"), 0.0, duration_ms_max) * 1e6));
  forwarded.error = streamctl::text_at(*json, "error");
  return forwarded;
}

}  // namespace streamctl::capture
