#include "core/encoding.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

// RFC 4648 section 10.
TEST(Base64, KeepsThePublishedVectors) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : rows) {
    EXPECT_EQ(base64_text(plain), encoded);
    EXPECT_EQ(base64_bytes(encoded), plain);
  }
}

TEST(Base64, RefusesWhatIsNotCanonical) {
  for (const char* text :
       {"Zg=", "Zg", "Zh==", "Z===", "====", "Zm9v\n", "!!!not base64!!!", "Zm 9", "Zg==Zg=="}) {
    EXPECT_EQ(base64_bytes(text), std::nullopt) << text;
  }
}

TEST(Base64, HasTheUrlFormOfTokens) {
  EXPECT_EQ(base64_text("\xfb\xff", Base64::url), "-_8");
  EXPECT_EQ(base64_bytes("-_8", Base64::url), "\xfb\xff");
  EXPECT_EQ(base64_bytes("-_8=", Base64::url), std::nullopt);
}

TEST(Hex, ReadsBothCasesAndWritesLower) {
  const std::uint8_t bytes[] = {0x00, 0xab, 0xff};
  EXPECT_EQ(hex_text(bytes), "00abff");
  EXPECT_EQ(hex_bytes("4aFf"), "J\xff");
  EXPECT_EQ(hex_bytes("abc"), std::nullopt);
  EXPECT_EQ(hex_bytes("zz"), std::nullopt);
}

TEST(Percent, EncodesAllButUnreserved) {
  EXPECT_EQ(percent_encoded("a-b_c.d~é:/"), "a-b_c.d~%C3%A9%3A%2F");
}

}  // namespace
}  // namespace streamctl
