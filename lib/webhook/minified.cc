#include "webhook/minified.h"

#include <cstddef>

namespace streamctl::webhook {

std::string minified(std::string_view body) {
  std::string text;
  bool in_string = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char byte = body[i];
    const bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
    if (byte == '"') in_string = !in_string;
    if (in_string || !is_blank) text += byte;
    if (in_string && byte == '\\' && i + 1 < body.size()) text += body[++i];
  }
  return text;
}

}  // namespace streamctl::webhook
