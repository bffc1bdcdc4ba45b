// The document at a SigningCertURL.
#include "crypto/certificate.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto certificate = crypto::SigningCertificate::read(text);
  if (!certificate) return 0;
  (void)certificate->is_valid_at(WallTime{});
  must(!certificate->has_signed(text, text, crypto::SignatureHash::sha256));
  return 0;
}
