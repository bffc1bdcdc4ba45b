#include "render/token.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_number.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/json.h"

namespace streamctl::cli {
namespace {

using crypto::TokenBearer;
using crypto::TokenSignature;
using crypto::TokenVerdict;
using crypto::Validity;

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
      return {"valid", "valid at this time", Style::green};
    case Validity::expired:
      return {"expired", "expired", Style::red};
    case Validity::not_yet:
      return {"not_yet", "not valid yet", Style::red};
    case Validity::malformed:
      break;
  }
  return {"malformed", "none: iat, nbf or exp is no number of seconds", Style::red};
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
  if (time) return line(label, local_time_text(*time) + ", " + distance(*time, now), terminal);
  return *without == '\0' ? "" : line(label, without, terminal);
}

/// Null if it identifies nobody.
Json kind_of(const TokenBearer& bearer) {
  switch (bearer.kind) {
    case TokenBearer::Kind::server:
      return "server";
    case TokenBearer::Kind::user:
      return "user";
    case TokenBearer::Kind::anonymous:
      return "anonymous";
    case TokenBearer::Kind::nobody:
      break;
  }
  return nullptr;
}

std::string bearer_text(const TokenBearer& bearer) {
  switch (bearer.kind) {
    case TokenBearer::Kind::server:
      return "a server";
    case TokenBearer::Kind::user:
      return "the user " + printable(bearer.user_id) +
             (bearer.call_cids.empty() ? "" : ", in certain calls");
    case TokenBearer::Kind::anonymous:
      return "an anonymous user";
    case TokenBearer::Kind::nobody:
      break;
  }
  return "nobody";
}

Json json_of(const std::optional<WallTime>& time) {
  return time ? Json(rfc3339_trimmed(*time)) : Json(nullptr);
}

}  // namespace

std::string render_token(const TokenVerdict& verdict, WallTime now, const Terminal& terminal) {
  std::string text = line("header", printable(json_line(verdict.jwt.header)), terminal);
  text += terminal.paint(Style::bold, "claims") + "\n";
  const JsonLines claims = json_lines(json_line(verdict.jwt.claims), claim_lines_max, 2, terminal);
  text += claims.text;
  if (claims.hidden > 0) text += "  … " + std::to_string(claims.hidden) + " more lines\n";
  text += line("acts for", bearer_text(verdict.bearer), terminal);
  text += time_line("issued", verdict.times.issued_at, now, "", terminal);
  text += time_line("not before", verdict.times.not_before, now, "", terminal);
  const auto expiry = verdict.jwt.claims.find("exp");
  const char* otherwise = expiry == verdict.jwt.claims.end() ? "never"
                          : is_any_number(*expiry)           ? "not from 1970 to 2261"
                                                             : "its exp is no number";
  text += time_line("expires", verdict.times.expires_at, now, otherwise, terminal);
  const Word validity = word_of(verdict.validity);
  Word signature = word_of(verdict.signature);
  if (verdict.is_misspelt)
    signature.pretty = "made with the API secret that is set, and written in another form";
  text += line("validity", terminal.paint(validity.style, validity.pretty), terminal);
  text += line("signature", terminal.paint(signature.style, signature.pretty), terminal);
  for (const std::string& note : verdict.notes)
    text += line("note", note, terminal);
  if (verdict.faults.empty()) {
    const bool is_checked = verdict.signature == TokenSignature::ours;
    const char* taken =
        is_checked ? "Stream accepts it" : "Stream accepts it if its secret made it";
    return text + line("verdict", terminal.paint(Style::green, taken), terminal);
  }
  for (const crypto::TokenFault& fault : verdict.faults)
    text += line(
        "verdict",
        terminal.paint(Style::red, "Stream refuses it (code " + std::to_string(fault.code) + ")") +
            ": " + crypto::refusal(fault),
        terminal);
  return text;
}

std::string token_json(const TokenVerdict& verdict) {
  Json shown{{"kind", "token"}};
  shown["header"] = verdict.jwt.header;
  shown["claims"] = verdict.jwt.claims;
  shown["issued_at"] = json_of(verdict.times.issued_at);
  shown["expires_at"] = json_of(verdict.times.expires_at);
  shown["validity"] = word_of(verdict.validity).json;
  shown["signature"] = word_of(verdict.signature).json;
  shown["acts_for"] = kind_of(verdict.bearer);
  shown["valid"] = verdict.faults.empty();
  shown["faults"] = Json::array();
  for (const crypto::TokenFault& fault : verdict.faults)
    shown["faults"].push_back({{"code", fault.code}, {"reason", crypto::refusal(fault)}});
  shown["notes"] = verdict.notes;
  return json_line(shown);
}

}  // namespace streamctl::cli
