#include "commands/forge_view.h"

#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::cli {

DeliveryView::DeliveryView(Context& context, std::string /*url*/, std::uint64_t /*total*/)
    : context_(context) {}

void DeliveryView::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  if (context_.output == Output::json) return;
  context_.out << printable(outgoing.type) << "  attempt " << attempt.number << "  "
               << (attempt.status != 0 ? std::to_string(attempt.status) : printable(attempt.error))
               << "  " << duration_text(attempt.duration) << '\n';
}

void DeliveryView::finished(const delivery::Delivery& delivery) {
  summary_.add(delivery);
  if (context_.output == Output::json)
    context_.out << json_line(to_json(delivery)) << '\n' << std::flush;
}

void DeliveryView::end(std::chrono::nanoseconds took) {
  if (context_.output == Output::json) {
    context_.out << json_line(to_json(summary_, took)) << '\n' << std::flush;
    return;
  }
  context_.out << count_text(summary_.delivered) << " delivered, " << count_text(summary_.failed)
               << " failed in " << duration_text(took) << '\n';
}

}  // namespace streamctl::cli
