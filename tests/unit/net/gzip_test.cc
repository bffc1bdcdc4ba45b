#include "net/gzip.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/encoding.h"

namespace streamctl::net {
namespace {

using namespace std::string_literals;

/// `printf hello | gzip -n`, compressed by GNU gzip.
const std::string hello_packed =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00"s;

/// Deterministic text that deflate cannot compress much.
std::string noise(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 1;
  for (char& c : text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24U);
  }
  return text;
}

TEST(Gzip, IsKnownByItsFirstTwoBytes) {
  EXPECT_TRUE(is_gzip(hello_packed));
  EXPECT_TRUE(is_gzip("\x1f\x8b"));
  EXPECT_FALSE(is_gzip("\x1f"));
  EXPECT_FALSE(is_gzip(""));
  EXPECT_FALSE(is_gzip("{\"type\":1}"));
}

TEST(Gunzip, ReadsWhatGnuGzipWrote) {
  const Gunzipped made = gunzip(hello_packed, 100);
  EXPECT_EQ(made.failure, std::nullopt);
  EXPECT_EQ(made.bytes, "hello");
}

TEST(Gzip, PacksEachOfManyAsIfItWereTheOnlyOne) {
  Gzipper gzipper;
  for (const std::size_t size : {5U, 0U, 70'000U, 5U, 3'000'000U, 1800U}) {
    SCOPED_TRACE(size);
    EXPECT_TRUE(gzipper.gzip(noise(size)) == gzip(noise(size)));
  }
}

TEST(Gunzip, ReadsWhatGzipMadeOfAnySize) {
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 70'000U, 3'000'000U}) {
    SCOPED_TRACE(size);
    const std::string text = noise(size);
    const Gunzipped made = gunzip(gzip(text), size);
    EXPECT_EQ(made.failure, std::nullopt);
    EXPECT_TRUE(made.bytes == text);
  }
}

TEST(Gunzip, TakesExactlyTheLimitAndNotOneByteMore) {
  const std::string packed = gzip(std::string(100'000, 'x'));
  EXPECT_EQ(gunzip(packed, 100'000).failure, std::nullopt);
  EXPECT_EQ(gunzip(packed, 99'999).failure, GunzipFailure::too_large);
  EXPECT_EQ(gunzip(packed, 0).failure, GunzipFailure::too_large);
  EXPECT_EQ(gunzip(gzip(""), 0).failure, std::nullopt);
}

TEST(Gunzip, StopsABombAtTheLimit) {
  // 256 MiB in 260 KB.
  const std::string packed = gzip(std::string(256U * 1024 * 1024, '\0'));
  ASSERT_LT(packed.size(), 300'000U);
  const Gunzipped made = gunzip(packed, 1024 * 1024);
  EXPECT_EQ(made.failure, GunzipFailure::too_large);
  EXPECT_TRUE(made.bytes.empty());
}

TEST(Gunzip, HoldsNoMoreThanTheLimitAndOneByte) {
  const std::string text = noise(5'000'000);
  const Gunzipped made = gunzip(gzip(text), 5'000'000);
  ASSERT_EQ(made.bytes.size(), text.size());
  EXPECT_LE(made.bytes.capacity(), 5'000'001U);
}

TEST(Gunzip, ASmallBodyTakesLittleWhateverTheLimit) {
  EXPECT_LE(gunzip(hello_packed, 1'000'000'000).bytes.capacity(), 4096U);
}

TEST(Gunzip, RefusesEveryTruncation) {
  for (std::size_t size = 0; size < hello_packed.size(); ++size) {
    SCOPED_TRACE(size);
    const Gunzipped made = gunzip(hello_packed.substr(0, size), 100);
    EXPECT_EQ(made.failure, GunzipFailure::corrupt);
    EXPECT_TRUE(made.bytes.empty());
  }
}

TEST(Gunzip, ReadsMembersBehindOneAnother) {
  // Of RFC 1952: FTEXT, FEXTRA, FNAME and FCOMMENT, without a header checksum.
  const std::string with_fields = "\x1f\x8b\x08\x1d\0\0\0\0\0\x03"s + "\x02\0ab"s + "name\0"s +
                                  "comment\0"s + hello_packed.substr(10);
  const std::string empty_member = gzip("");
  const struct {
    const char* name;
    std::string bytes;
    std::string plain;
  } rows[] = {
      {"two members", hello_packed + hello_packed, "hellohello"},
      {"an empty one between", hello_packed + empty_member + hello_packed, "hellohello"},
      {"nothing but an empty one", empty_member, ""},
      {"fields in the header", with_fields, "hello"},
      {"zeros behind it", hello_packed + std::string(512, '\0'), "hello"},
      {"zeros between, as Python reads", hello_packed + "\0\0"s + hello_packed, "hellohello"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Gunzipped made = gunzip(row.bytes, 100);
    EXPECT_EQ(made.failure, std::nullopt);
    EXPECT_EQ(made.bytes, row.plain);
  }
  EXPECT_EQ(gunzip(hello_packed + hello_packed, 9).failure, GunzipFailure::too_large)
      << "the limit is for all of them";
}

TEST(Gunzipper, MakesTheSameInAnyPieces) {
  const std::string text = noise(100'000);
  const std::string packed = gzip(text) + gzip("") + gzip("end") + std::string(100, '\0');
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    Gunzipper gunzipper;
    EXPECT_FALSE(gunzipper.is_whole());
    std::string made;
    char place[333];
    for (std::size_t at = 0; at < packed.size(); at += piece) {
      std::string_view input = std::string_view(packed).substr(at, piece);
      while (const std::size_t count = gunzipper.read(input, place, sizeof place))
        made.append(place, count);
      ASSERT_TRUE(input.empty());
    }
    EXPECT_TRUE(made == text + "end");
    EXPECT_TRUE(gunzipper.is_whole());
    EXPECT_FALSE(gunzipper.is_corrupt());
  }
}

TEST(Gunzip, RefusesWhatIsNotWholeMembers) {
  std::string wrong_checksum = hello_packed;
  wrong_checksum[wrong_checksum.size() - 5] ^= '\x01';
  std::string wrong_length = hello_packed;
  wrong_length.back() = '\x01';
  std::string wrong_block = hello_packed;
  wrong_block[10] = '\xff';
  struct Row {
    std::string name;
    std::string bytes;
  };
  const Row rows[] = {
      {"empty", ""},
      {"plain text", "hello"},
      {"magic alone", "\x1f\x8b"},
      {"magic and zeros", "\x1f\x8b"s + std::string(40, '\0')},
      {"wrong checksum", wrong_checksum},
      {"wrong length", wrong_length},
      {"wrong block", wrong_block},
      {"a byte behind it", hello_packed + "x"},
      {"half a member behind it", hello_packed + hello_packed.substr(0, 12)},
      {"zlib without gzip", "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"s}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(gunzip(row.bytes, 100).failure, GunzipFailure::corrupt);
  }
}

TEST(Gzip, TellsOtherBytesBehindItFromDamage) {
  EXPECT_TRUE(gunzip(hello_packed + "x", 100).has_tail);
  EXPECT_TRUE(gunzip(hello_packed + "\0\0\n"s, 100).has_tail);
  EXPECT_FALSE(gunzip(hello_packed + hello_packed.substr(0, 12), 100).has_tail) << "cut short";
  EXPECT_FALSE(gunzip("hello", 100).has_tail) << "no gzip before it";
  EXPECT_FALSE(gunzip(hello_packed, 100).has_tail);
}

TEST(Gzip, MakesTheSameBytesOfTheSameText) {
  const std::string text = noise(100'000);
  EXPECT_EQ(gzip(text), gzip(text));
  const std::string head = gzip("x").substr(0, 8);
  EXPECT_EQ(head, "\x1f\x8b\x08\x00\x00\x00\x00\x00"s) << "no name, no time";
}

}  // namespace
}  // namespace streamctl::net
