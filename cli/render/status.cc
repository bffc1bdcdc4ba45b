#include "render/status.h"

#include "net/status.h"

namespace streamctl::cli {

std::string status_text(unsigned status) {
  const auto reason = net::reason_of(status);
  return std::to_string(status) + (reason.empty() ? "" : " " + std::string(reason));
}

}  // namespace streamctl::cli
