#include "render/sns.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t heading_hang = 14;  // As for deliveries.

Run outcome_of(const sns::Confirmation& confirmation) {
  if (confirmation.confirmed) return {"confirmed: events follow", Style::green};
  if (!confirmation.failure.empty()) return {"not confirmed: " + confirmation.failure, Style::red};
  if (confirmation.message.kind == sns::Kind::unsubscribe_confirmation)
    return {"the subscription has ended; the URL would take that back", Style::dim};
  return {
      "not confirmed: open the URL if it is a topic of yours, or pass --sns-topic and "
      "--sns-confirm",
      Style::yellow};
}

}  // namespace

std::string confirmation_as_json(const sns::Confirmation& confirmation) {
  const sns::Message& message = confirmation.message;
  Json line{{"kind", "sns_confirmation"},
            {"received_at", rfc3339_micros(confirmation.at)},
            {"remote", confirmation.request.remote},
            {"status", confirmation.status},
            {"type", sns::name_of(message.kind)},
            {"topic_arn", printable(message.topic_arn)},
            {"url", printable(message.subscribe_url)},
            {"verified", confirmation.verified},
            {"confirmed", confirmation.confirmed}};
  if (!confirmation.failure.empty()) line["error"] = confirmation.failure;
  return json_line(line);
}

std::string render_confirmation(const sns::Confirmation& confirmation, const Terminal& terminal) {
  const sns::Message& message = confirmation.message;
  const bool is_taken = confirmation.status == 200;
  const std::string verdict = (is_taken ? "  ✓ " : "  ✗ ") + std::to_string(confirmation.status);
  std::string text = flowed({{local_clock_text(confirmation.at), Style::dim, true},
                             {verdict, is_taken ? Style::green : Style::red, true},
                             {"  " + std::string(sns::name_of(message.kind)), Style::bold, true},
                             {"  " + printable_name(message.topic_arn), Style::plain, true}},
                            heading_hang, terminal);
  // Not wrapped: a broken URL cannot be opened.
  text += "  " + printable(message.subscribe_url) + "\n";
  text += flowed({{"  "}, outcome_of(confirmation)}, 4, terminal);
  if (!confirmation.verified)
    text += flowed({{"  "}, {"signature not checked", Style::dim}}, 4, terminal);
  return text;
}

}  // namespace streamctl::cli
