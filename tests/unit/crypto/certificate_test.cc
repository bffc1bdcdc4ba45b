#include "crypto/certificate.h"

#include <string>

#include <gtest/gtest.h>

#include "core/encoding.h"
#include "core/time_text.h"
#include "crypto/certificates.h"

namespace streamctl::crypto {
namespace {

using namespace streamctl::testing;  // NOLINT(google-build-using-namespace): its certificates

const std::string message = signed_text;

std::string bytes_of(const char* base64) {
  return *base64_bytes(base64);
}

TEST(Certificate, KnowsWhatItsKeyHasSigned) {
  const auto certificate = SigningCertificate::read(rsa_certificate);
  ASSERT_TRUE(certificate);
  const std::string sha1 = bytes_of(sha1_signature);
  const std::string sha256 = bytes_of(sha256_signature);
  EXPECT_TRUE(certificate->has_signed(message, sha1, SignatureHash::sha1));
  EXPECT_TRUE(certificate->has_signed(message, sha256, SignatureHash::sha256));
  EXPECT_FALSE(certificate->has_signed(message, sha1, SignatureHash::sha256));
  EXPECT_FALSE(certificate->has_signed(message, sha256, SignatureHash::sha1));
  EXPECT_FALSE(certificate->has_signed(message + " ", sha256, SignatureHash::sha256));
  EXPECT_FALSE(certificate->has_signed("", sha256, SignatureHash::sha256));
  for (const std::string& wrong :
       {std::string(), std::string(256, '\0'), sha256.substr(1), sha256 + "x"})
    EXPECT_FALSE(certificate->has_signed(message, wrong, SignatureHash::sha256));
}

TEST(Certificate, IsValidFromItsFirstSecondToItsLast) {
  const auto certificate = SigningCertificate::read(rsa_certificate);
  ASSERT_TRUE(certificate);
  struct Row {
    const char* time;
    bool valid;
  };
  for (const Row& row : {Row{"2018-12-31T23:59:59.999Z", false}, Row{"2019-01-01T00:00:00Z", true},
                         Row{"2019-12-31T23:59:59.999Z", true}, Row{"2020-01-01T00:00:01Z", false},
                         Row{"1969-01-01T00:00:00Z", false}, Row{"2200-01-01T00:00:00Z", false}})
    EXPECT_EQ(certificate->is_valid_at(*parse_rfc3339(row.time)), row.valid) << row.time;
}

TEST(Certificate, IsReadAmongOtherText) {
  EXPECT_TRUE(SigningCertificate::read(std::string("subject=CN = sns\n") + rsa_certificate +
                                       ec_certificate));
}

TEST(Certificate, IsRefusedUnlessItsKeyIsRsaAndLongEnough) {
  struct Row {
    std::string pem;
    const char* what;
  };
  const std::string whole = rsa_certificate;
  const Row rows[] = {
      {"", "not a certificate in PEM form"},
      {"<html>no such certificate</html>", "not a certificate in PEM form"},
      {whole.substr(0, whole.size() / 2), "not a certificate in PEM form"},
      // OpenSSL would prompt for its password on the terminal.
      {"-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
       "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n"
       "-----END CERTIFICATE-----\n",
       "not a certificate in PEM form"},
      {std::string(2 * 1024 * 1024, 'A'), "too long for a certificate"},
      {ec_certificate, "the key of the certificate is not an RSA key"},
      {weak_certificate, "the key of the certificate has not 2048 to 8192 bits"},
  };
  for (const Row& row : rows) {
    const auto read = SigningCertificate::read(row.pem);
    ASSERT_FALSE(read) << row.what;
    EXPECT_EQ(read.error().what, row.what);
    EXPECT_EQ(read.error().kind, ErrorKind::refused);
  }
}

}  // namespace
}  // namespace streamctl::crypto
