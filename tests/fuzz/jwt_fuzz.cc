// An untrusted token: it is parsed or refused, accepted only with our signature, and its verdict is
// safe to print on a terminal.
#include <string>

#include "core/text.h"
#include "crypto/jwt.h"
#include "crypto/token.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto token = text_of(data, size);
  must(crypto::without_tokens(crypto::without_tokens(token)) == crypto::without_tokens(token));
  must(crypto::bare_token(crypto::bare_token(token)).size() <= token.size());
  const auto decoded = crypto::decode_jwt(token);
  if (!decoded) return 0;
  const auto verdict = crypto::judge_token(token, Secret("a key that signed nothing"), WallTime{});
  must(verdict && !verdict->faults.empty());
  for (const crypto::TokenFault& fault : verdict->faults)
    must(fault.why == printable(fault.why));
  const std::string ours = crypto::sign_jwt(decoded->claims, "key");
  const auto accepted = crypto::judge_token(ours, Secret("key"), WallTime{});
  must(ours.size() > crypto::jwt_bytes_max ||
       (accepted && accepted->signature == crypto::TokenSignature::ours));
  return 0;
}
