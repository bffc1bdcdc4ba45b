#include "render/token.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/json.h"

namespace streamctl::cli {
namespace {

using stream::Validity;

constexpr std::size_t claim_lines_max = 200;
constexpr std::size_t label_columns = 11;

struct Word {
  const char* json;
  const char* pretty;
  Style style;
};

Word word_of(TokenSignature signature) {
  switch (signature) {
    case TokenSignature::unchecked:
      return {"unchecked", "not checked: no API secret is set", Style::yellow};
    case TokenSignature::ours:
      return {"ours", "ours: made with the API secret that is set", Style::green};
    case TokenSignature::other:
      return {"other", "not ours: not made with the API secret that is set", Style::red};
    case TokenSignature::development:
      break;
  }
  return {"development", "none: a development token, taken only where authentication is off",
          Style::yellow};
}

Word word_of(Validity validity) {
  switch (validity) {
    case Validity::valid:
      return {"valid", "valid", Style::green};
    case Validity::expired:
      return {"expired", "expired", Style::red};
    case Validity::not_yet:
      return {"not_yet", "not valid yet", Style::red};
    case Validity::malformed:
      break;
  }
  return {"malformed", "none: iat, nbf or exp is no number", Style::red};
}

std::string distance(WallTime time, WallTime now) {
  if (time <= now) return duration_text(between(time, now)) + " ago";
  return "in " + duration_text(between(now, time));
}

std::string line(const char* label, const std::string& text, const Terminal& terminal) {
  return terminal.paint(Style::bold, padded(label, label_columns)) + text + "\n";
}

std::string time_line(const char* label, const std::optional<WallTime>& time, WallTime now,
                      const char* without, const Terminal& terminal) {
  if (time) return line(label, rfc3339_trimmed(*time) + ", " + distance(*time, now), terminal);
  return *without == '\0' ? "" : line(label, without, terminal);
}

Json json_of(const std::optional<WallTime>& time) {
  return time ? Json(rfc3339_trimmed(*time)) : Json(nullptr);
}

}  // namespace

bool holds(const TokenView& view) {
  return view.validity == Validity::valid && view.signature != TokenSignature::other &&
         view.signature != TokenSignature::development;
}

std::string render_token(const TokenView& view, const Terminal& terminal) {
  std::string text = line("header", printable(json_line(view.jwt.header)), terminal);
  text += terminal.paint(Style::bold, "claims") + "\n";
  const JsonLines claims = json_lines(json_line(view.jwt.claims), claim_lines_max, 2, terminal);
  text += claims.text;
  if (claims.hidden > 0) text += "  … " + std::to_string(claims.hidden) + " more lines\n";
  text += time_line("issued", view.times.issued_at, view.now, "", terminal);
  text += time_line("not before", view.times.not_before, view.now, "", terminal);
  const bool has_bad_expiry = !view.times.expires_at && view.jwt.claims.contains("exp");
  text += time_line("expires", view.times.expires_at, view.now,
                    has_bad_expiry ? "its exp is no time before 2261" : "never", terminal);
  const Word validity = word_of(view.validity);
  const Word signature = word_of(view.signature);
  text += line("validity", terminal.paint(validity.style, validity.pretty), terminal);
  return text + line("signature", terminal.paint(signature.style, signature.pretty), terminal);
}

std::string token_json(const TokenView& view) {
  Json shown{{"kind", "token"}};
  shown["header"] = view.jwt.header;
  shown["claims"] = view.jwt.claims;
  shown["issued_at"] = json_of(view.times.issued_at);
  shown["expires_at"] = json_of(view.times.expires_at);
  shown["validity"] = word_of(view.validity).json;
  shown["signature"] = word_of(view.signature).json;
  return json_line(shown);
}

}  // namespace streamctl::cli
