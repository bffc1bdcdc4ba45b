#include "capture/forwarded.h"

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

}  // namespace streamctl::capture
