#include "crypto/hmac.h"

#include <string>

#include <gtest/gtest.h>

#include "core/encoding.h"

namespace streamctl::crypto {
namespace {

// RFC 4231, HMAC-SHA-256 of test cases 1, 2, 3, 4, 6 and 7.
TEST(Hmac, KeepsThePublishedVectors) {
  struct Row {
    std::string key;
    std::string message;
    const char* digest;
  };
  const Row rows[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {*hex_bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const Row& row : rows)
    EXPECT_EQ(HmacSha256(row.key).hex_of(row.message), row.digest);
}

TEST(Hmac, StartsOverForEachMessage) {
  HmacSha256 hmac("key");
  const std::string first = hmac.hex_of("one");
  EXPECT_NE(hmac.hex_of("two"), first);
  EXPECT_EQ(hmac.hex_of("one"), first);
}

TEST(Hmac, TakesAnEmptyKey) {
  EXPECT_EQ(HmacSha256("").hex_of(""),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Equality, LooksAtEveryByte) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace streamctl::crypto
