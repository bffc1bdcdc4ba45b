#include "crypto/token.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/json_number.h"
#include "core/text.h"
#include "crypto/hmac.h"

namespace streamctl::crypto {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr double last_second = 253'402'300'799;  // 9999-12-31: four digits of year.
constexpr double last_second_held = last_wall_second;
constexpr std::size_t quoted_max = 40;

/// A claim's value for a message, shortened and printable.
std::string quoted(const Json& value) {
  return cut_to_width(printable(json_line(value)), quoted_max);
}

std::string kind_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_string()) return "text";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_array()) return "an array";
  return value.is_object() ? "an object" : "a number";
}

const Json* claim(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  return found == claims.end() ? nullptr : &*found;
}

// ---- signature

/// The signature's bytes, in any encoding.
std::optional<std::string> signature_bytes(std::string text) {
  if (text.size() == 2 * std::tuple_size_v<Digest>)
    if (auto bytes = hex_bytes(text)) return bytes;
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('='))
    text.pop_back();
  return base64_bytes(text, Base64::url);
}

constexpr const char* other_form =
    "its signature is right but for its form; a JWT's is base64url, without = at its end";

/// Why a signature is not the secret's; empty if unknown.
std::string mistake_of(std::string_view signed_text, const std::string& signature,
                       const Secret& secret, std::span<const OtherKey> others) {
  const auto bytes = signature_bytes(signature);
  if (!bytes) return "";
  const auto is_by = [&](std::string_view key) {
    return equal_in_constant_time(hmac(Hash::sha256, key, signed_text), *bytes);
  };
  if (is_by(secret.reveal())) return other_form;
  for (const OtherKey& other : others)
    if (is_by(other.key.reveal())) return "it is made with " + other.name;
  for (const OtherKey& slip : slips_of(secret.reveal()))
    if (is_by(slip.key.reveal())) return "it is made with " + slip.name;
  return "";
}

std::optional<Hash> hash_of(const std::string& algorithm) {
  if (algorithm == "HS256") return Hash::sha256;
  if (algorithm == "HS384") return Hash::sha384;
  if (algorithm == "HS512") return Hash::sha512;
  return std::nullopt;
}

TokenFault signature_fault(std::string why, bool in_itself) {
  return {43, std::move(why), in_itself};
}

/// Its name in the header; empty if missing.
std::string algorithm_of(const Json& header) {
  const Json* named = claim(header, "alg");
  return named != nullptr && named->is_string() ? named->get<std::string>() : "";
}

void judge_signature(std::string_view token, const Secret& secret, std::span<const OtherKey> others,
                     TokenVerdict& verdict) {
  const std::string& signature = verdict.jwt.signature;
  const std::string algorithm = algorithm_of(verdict.jwt.header);
  const auto hash = hash_of(algorithm);
  const std::string_view signed_text = token.substr(0, token.rfind('.'));
  if (signature == "devtoken") {
    verdict.signature = TokenSignature::development;
    return verdict.faults.push_back(signature_fault(
        "a development token, taken only where the app's authentication checks are off", false));
  }
  if (!secret.empty()) {
    const bool is_ours =
        hash && equal_in_constant_time(
                    base64_text(hmac(*hash, secret.reveal(), signed_text), Base64::url), signature);
    verdict.signature = is_ours ? TokenSignature::ours : TokenSignature::other;
  }
  if (algorithm != "HS256") {
    std::string why = "Stream accepts HS256 only; ";
    why += algorithm.empty() ? "this token's header names no algorithm"
                             : "this is " + printable(algorithm.substr(0, quoted_max));
    if (verdict.signature == TokenSignature::ours) why += ", made with the right secret";
    if (hash && verdict.signature == TokenSignature::other)
      why += ", and not made with the API secret";
    return verdict.faults.push_back(signature_fault(std::move(why), true));
  }
  if (signature.empty()) return verdict.faults.push_back(signature_fault("it is not signed", true));
  if (verdict.signature != TokenSignature::other) return;
  std::string mistake = mistake_of(signed_text, signature, secret, others);
  verdict.is_misspelt = mistake == other_form;
  verdict.faults.push_back(mistake.empty()
                               ? signature_fault("it is not made with the API secret", false)
                               : signature_fault(std::move(mistake), false));
}

// ---- times

/// The likely unit of a number that is not a time in seconds.
std::string unit_of(double value) {
  if (value < 1e14) return "milliseconds";
  if (value < 1e17) return "microseconds";
  return value < 1e20 ? "nanoseconds" : "";
}

/// ": milliseconds? a token's times are in seconds", for a number that is too large.
std::string doubt_about(double value) {
  if (value <= last_second) return "";
  const std::string unit = unit_of(value);
  return unit.empty() ? ", which is no time in seconds"
                      : ": " + unit + "? a token's times are in seconds";
}

/// A time claim that is a number.
std::optional<double> number_in(const Json& claims, const char* name, TokenVerdict& verdict) {
  const Json* value = claim(claims, name);
  if (value == nullptr) return std::nullopt;
  if (!is_any_number(*value)) {
    verdict.validity = Validity::malformed;
    verdict.faults.push_back(
        {5, std::string(name) + " is " + kind_of(*value) + ", which is no number of seconds"});
    return std::nullopt;
  }
  const double number = number_value(*value);  // Infinite for 1e400.
  if (number != std::floor(number))
    verdict.notes.push_back(std::string(name) +
                            " has a fraction; Stream's SDKs write whole seconds");
  if (number < 0 && std::string_view(name) != "exp")
    verdict.notes.push_back(std::string(name) + " lies before 1970");
  return number;
}

std::optional<WallTime> time_of(std::optional<double> number) {
  if (!number || !(*number >= 0 && *number <= last_second_held)) return std::nullopt;
  return WallTime{seconds{static_cast<seconds::rep>(*number)}};
}

void judge_times(WallTime now, TokenVerdict& verdict) {
  const Json& claims = verdict.jwt.claims;
  const auto expiry = number_in(claims, "exp", verdict);
  const auto begin = number_in(claims, "nbf", verdict);
  const auto issued = number_in(claims, "iat", verdict);
  verdict.times = {time_of(issued), time_of(begin), time_of(expiry)};
  const double present = std::chrono::duration<double>(now.time_since_epoch()).count();
  const double latest = present + static_cast<double>(token_clock_skew.count());
  const auto add = [&](int code, Validity validity, std::string why, double value) {
    const std::string doubt = doubt_about(value);
    const bool in_itself = !doubt.empty() || value < 0;
    verdict.faults.push_back({code, std::move(why) + doubt, in_itself});
    if (verdict.validity == Validity::valid) verdict.validity = validity;
  };
  if (expiry && *expiry > last_second)
    add(5, Validity::malformed, "exp is " + quoted(*claim(claims, "exp")), *expiry);
  if (expiry && *expiry <= present)
    add(40, Validity::expired, "exp is " + quoted(*claim(claims, "exp")), *expiry);
  if (begin && *begin > latest)
    add(41, Validity::not_yet, "nbf is " + quoted(*claim(claims, "nbf")), *begin);
  if (issued && *issued > latest)
    add(42, Validity::not_yet, "iat is " + quoted(*claim(claims, "iat")), *issued);
}

// ---- claims

/// The claim probably meant as `user_id`, or any other that a server token does not have; nothing
/// if all are a server token's.
std::optional<std::string> claim_of_a_user(const Json& claims) {
  constexpr std::array<std::string_view, 6> misnamed{"userid", "user",     "uid",
                                                     "sub",    "username", "id"};
  constexpr std::array<std::string_view, 6> registered{"iat", "exp", "nbf", "jti", "iss", "aud"};
  std::optional<std::string> other;
  for (auto one = claims.begin(); one != claims.end(); ++one) {
    std::string folded = lower_ascii(one.key());
    std::erase_if(folded, [](char byte) { return byte == '_' || byte == '-' || byte == '.'; });
    if (std::find(misnamed.begin(), misnamed.end(), folded) != misnamed.end()) return one.key();
    if (!other && std::find(registered.begin(), registered.end(), one.key()) == registered.end())
      other = one.key();
  }
  return other;
}

void judge_nobody(const Json& claims, TokenVerdict& verdict) {
  const auto refuse = [&](const std::string& why) { verdict.faults.push_back({5, why}); };
  if (const Json* server = claim(claims, "server")) {
    if (*server != true)
      return refuse("it names no user: it has no user_id (text), and server is " + quoted(*server) +
                    ", not true");
  } else if (const auto other = claim_of_a_user(claims)) {
    return refuse("it names no user: it has " + printable(other->substr(0, quoted_max)) +
                  ", and no user_id (text)");
  }
  verdict.bearer.kind = TokenBearer::Kind::server;
}

void judge_calls(const Json& claims, TokenVerdict& verdict) {
  const auto refuse = [&](std::string why) { verdict.faults.push_back({5, std::move(why)}); };
  TokenBearer& bearer = verdict.bearer;
  if (const Json* role = claim(claims, "role")) {
    if (!role->is_string()) return refuse("role is " + kind_of(*role) + ", and must be text");
    bearer.role = role->get<std::string>();
  }
  const Json* cids = claim(claims, "call_cids");
  if (cids == nullptr) return;
  if (!cids->is_array() || cids->empty())
    return refuse("call_cids is " + (cids->is_array() ? "empty" : kind_of(*cids)) +
                  ", and must be an array of calls, as [\"default:standup\"]");
  for (const Json& cid : *cids) {
    if (!cid.is_string() || cid.get_ref<const std::string&>().empty())
      return refuse("call_cids holds " + quoted(cid) + ", which is no call as default:standup");
    bearer.call_cids.push_back(cid.get<std::string>());
    if (bearer.call_cids.back().find(':') == std::string::npos)
      verdict.notes.push_back("call_cids holds " + quoted(cid) +
                              ", which is no call as default:standup");
  }
}

void judge_bearer(TokenVerdict& verdict) {
  const Json& claims = verdict.jwt.claims;
  const Json* user = claim(claims, "user_id");
  if (user == nullptr) return judge_nobody(claims, verdict);
  std::string fault;
  if (!user->is_string())
    fault = "user_id is " +
            (is_any_number(*user) ? "the number " + quoted(*user) : kind_of(*user)) +
            ", and must be text";
  else if (user->get_ref<const std::string&>().empty())
    fault = "user_id is empty";
  else if (user->get_ref<const std::string&>().size() > user_id_bytes_max)
    fault = "user_id is longer than " + std::to_string(user_id_bytes_max) + " bytes";
  if (!fault.empty()) return verdict.faults.push_back({5, "it names no user: " + fault});
  TokenBearer& bearer = verdict.bearer;
  bearer.user_id = user->get<std::string>();
  bearer.kind =
      bearer.user_id == anonymous_user_id ? TokenBearer::Kind::anonymous : TokenBearer::Kind::user;
  judge_calls(claims, verdict);
}

}  // namespace

std::string refusal(const TokenFault& fault) {
  const char* words = fault.code == 40   ? "token has expired"
                      : fault.code == 41 ? "token is not valid yet"
                      : fault.code == 42 ? "token used before issue at (iat)"
                      : fault.code == 43 ? "token signature is invalid"
                                         : "token is not accepted";
  return std::string(words) + ": " + fault.why;
}

Result<TokenVerdict> judge_token(std::string_view token, const Secret& secret, WallTime now,
                                 std::span<const OtherKey> others) {
  auto decoded = decode_jwt(token);
  if (!decoded) return std::move(decoded).error();
  TokenVerdict verdict;
  verdict.jwt = *std::move(decoded);
  judge_signature(token, secret, others, verdict);
  judge_times(now, verdict);
  judge_bearer(verdict);
  return verdict;
}

}  // namespace streamctl::crypto
