#include "emulator/state/request_target.h"

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::emulator {

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const auto byte = hex_bytes(text.substr(i + 1, 2));
      if (!byte || byte->size() != 1) return std::nullopt;
      decoded += *byte;
      i += 2;
    } else {
      decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

std::string RequestTarget::parameter(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

RequestTarget parse_request_target(std::string_view text) {
  RequestTarget target;
  const auto mark = text.find('?');
  target.path = text.substr(0, mark);
  if (mark == std::string_view::npos) return target;
  for (const auto part : split(text.substr(mark + 1), '&')) {
    const auto equals = part.find('=');
    const auto name = percent_decoded(part.substr(0, equals), true);
    const auto value = equals == std::string_view::npos
                           ? std::string()
                           : percent_decoded(part.substr(equals + 1), true);
    if (name && value && !name->empty()) target.query.emplace(*name, *value);
  }
  return target;
}

}  // namespace streamctl::emulator
