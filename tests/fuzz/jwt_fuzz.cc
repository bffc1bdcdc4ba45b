// A token from anywhere: it is read or refused, and never believed unless its signature is ours.
#include <string>

#include "crypto/jwt.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto token = text_of(data, size);
  const auto decoded = crypto::decode_jwt(token);
  must(!crypto::jwt_is_signed_with(token, "a key that signed nothing"));
  if (!decoded) return 0;
  const std::string ours = crypto::sign_jwt(decoded->claims, "key");
  must(ours.size() > crypto::jwt_bytes_max || crypto::jwt_is_signed_with(ours, "key"));
  return 0;
}
