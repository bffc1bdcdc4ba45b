#include "core/short_id.h"

#include "core/text.h"

namespace streamctl {

bool may_name(std::string_view text, std::string_view id) {
  return text == id || (text.size() >= id_prefix_least && id.starts_with(text));
}

Error ambiguous_webhook_id(std::string_view text, const std::vector<std::string>& ids) {
  std::vector<std::string> shown;
  for (const std::string& id : ids)
    if (shown.size() < id_candidates_max) shown.push_back(printable(id));
  return refused_error("several webhook ids begin with " + printable(text) + ": " +
                           joined(shown, ", ") + (ids.size() > shown.size() ? " and more" : ""),
                       "give more of the one you mean");
}

}  // namespace streamctl
