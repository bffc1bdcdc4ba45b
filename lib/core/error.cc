#include "core/error.h"

#include <system_error>
#include <utility>

namespace streamctl {

Error Error::in(std::string_view where) const {
  return {kind, std::string(where) + ": " + what, hint};
}

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::config:
      return "config";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::network:
      return "network";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

Error usage_error(std::string what, std::string hint) {
  return {ErrorKind::usage, std::move(what), std::move(hint)};
}
Error config_error(std::string what, std::string hint) {
  return {ErrorKind::config, std::move(what), std::move(hint)};
}
Error refused_error(std::string what, std::string hint) {
  return {ErrorKind::refused, std::move(what), std::move(hint)};
}
Error network_error(std::string what, std::string hint) {
  return {ErrorKind::network, std::move(what), std::move(hint)};
}
Error internal_error(std::string what, std::string hint) {
  return {ErrorKind::internal, std::move(what), std::move(hint)};
}

Error system_error(std::string_view what, int error_number, std::string hint) {
  return internal_error(std::string(what) + ": " + std::generic_category().message(error_number),
                        std::move(hint));
}

}  // namespace streamctl
