#include "replay/change.h"

#include <utility>

#include "core/text.h"
#include "webhook/delivery_headers.h"
#include "webhook/type_and_call.h"

namespace streamctl::replay {

void rewrite(capture::Record& record, std::string body) {
  record.body = std::move(body);
  const auto names = webhook::TypeAndCallReader().read(record.body);
  record.type = names ? names->type : "";
  record.call_cid = names ? names->call_cid : "";
  record.verified = false;
  net::Headers kept;
  for (const net::Header& field : record.headers) {
    if (!equals_ignoring_case(field.name, webhook::signature_header))
      kept.add(field.name, field.value);
  }
  record.headers = std::move(kept);
}

Result<bool> change(const webhook::Changes& changes, capture::Record& record) {
  if (changes.empty()) return false;
  auto body = webhook::changed(changes, record.body);
  if (!body) {
    const std::string id = record.webhook_id.empty() ? "" : " " + record.webhook_id;
    return std::move(body).error().in("event" + printable(id) + " (" + printable(record.type) +
                                      ")");
  }
  if (!*body) return false;
  rewrite(record, **std::move(body));
  return true;
}

}  // namespace streamctl::replay
