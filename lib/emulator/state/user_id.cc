#include "emulator/state/user_id.h"

#include <algorithm>

#include "core/text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

bool is_user_id(std::string_view text) {
  return !text.empty() && text.size() <= id_bytes_max &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '@' || c == '_' || c == '-'; });
}

std::string not_a_user_id(const std::string& path) {
  return path + " is not a valid user id. a-z, 0-9, @, _ and - are allowed";
}

}  // namespace streamctl::emulator
