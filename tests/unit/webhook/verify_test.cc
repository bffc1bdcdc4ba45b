#include "webhook/verify.h"

#include <cctype>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/encoding.h"
#include "net/gzip.h"

namespace streamctl::webhook {
namespace {

// The conformance fixtures of Stream's Go and Python SDKs (getstream-go, stream-py).
const std::string fixture_secret = "test_secret_do_not_use_in_production";

std::string fixture_body(const std::string& type) {
  return R"({"type":")" + type + R"(","created_at":1778198400000000000})";
}

Delivered verify(const std::string& body, const std::string& signature,
                 const std::string& secret = fixture_secret) {
  return Verifier(Secret(secret), {}).verify(body, nullptr, &signature);
}

struct Vector {
  const char* type;
  const char* signature;
};
constexpr Vector vectors[] = {
    {"call.session_started", "9c65b50bfdf1e8205ba673103a21d3fda71d6969f9003c0f2cdaf43467f6ab07"},
    {"call.session_ended", "0e9f39a4fa0e88234600da1e56d6389068095a4e4289aa41aa4c32c499d9ed18"},
    {"user.banned", "9cdfd4810babbe5602b62635b917d8bc11215cc1ba69113e1c2189a828dc23a2"},
    {"user.unbanned", "7d29857f0b6e6c25a3277ff67ceb9bca48551536bbb92c0bf0272e4c23f6bb48"},
    {"message.new", "408ab27d58b18a584d29f2801dde0d5ad20e5f5965039ac88d2ef49014a2c4a7"},
    {"message.updated", "854bee2d6afa9d22080a836538e10280fdd455edec8dd4c850424792fb3d2386"},
    {"message.deleted", "63b4cae123245749fb34bdb89963ed6e24edc744597bad9b138c54ab3c1c1367"},
    {"reaction.new", "6c25ae43c5f6535f3653aa5a9c4310c0bf5a25c2959dc34d788168a1c4117f42"},
    {"channel.created", "2e66916a2ea83e3c1ea981b000f44cff38e3ed7628ad909ee6a78d4bc3fdd714"},
    {"channel.updated", "cf09241fc4dad9daf55e3eac3e064e7352e097f6eed2953c75a7625e83ff4173"},
    {"channel.deleted", "940c2a5c531d7c3e440bf28020c1c00c7d99c220db2735aef7c1567c7d6a27d1"},
    {"moderation.flagged", "772aac454f323273eb1115e5022d5122370cdf694cdf3628ebb9aae9e5869366"},
    {"feeds.activity.added", "5290d8c67e1bc1a4b8143f23ccf204dabc852b2d8d124603af5b81b57f2c25a3"},
    {"totally.made.up", "5825b5a3d24a1144f2288ea86bc13e1b01b6083ef97bcd538458462ff89fd509"},
};

TEST(Verifier, AcceptsTheSdksFixturesPlainAndCompressed) {
  for (const Vector& vector : vectors) {
    SCOPED_TRACE(vector.type);
    const std::string body = fixture_body(vector.type);
    EXPECT_EQ(Signer(Secret(fixture_secret)).sign(body), vector.signature);
    for (const bool compressed : {false, true}) {
      const Delivered delivered = verify(compressed ? net::gzip(body) : body, vector.signature);
      EXPECT_EQ(delivered.fault, std::nullopt);
      EXPECT_TRUE(delivered.verified);
      EXPECT_EQ(delivered.compressed, compressed);
      EXPECT_EQ(delivered.body, body);
      EXPECT_EQ(delivered.event.type, vector.type);
    }
  }
}

// The fixture's own compressed form has a sync-flush block before its end.
TEST(Verifier, InflatesSeveralDeflateBlocks) {
  const std::string compressed = *hex_bytes(
      "1f8b08000000000000ffaa562aa92c4855b252ca4d2d2e4e4c4fd5cb4b2d57d2514a2e4a4d2c494d894f2c51b232"
      "3437b730b4b4303140805a4"
      "0000000ffff6438f92937000000");
  const Delivered delivered = verify(compressed, vectors[4].signature);
  EXPECT_EQ(delivered.fault, std::nullopt);
  EXPECT_EQ(delivered.body, fixture_body("message.new"));
}

TEST(Verifier, RefusesTheSdksNegativeFixtures) {
  struct Row {
    const char* name;
    std::string body;
    const char* signature;
    std::optional<Fault> fault;
  };
  const Row rows[] = {
      {"tampered", R"({"type":"message.new","created_at":1778198400000000000,"tampered":true})",
       vectors[4].signature, Fault::wrong_signature},
      {"not JSON", "{not valid json",
       "ab763ae1d822a7035b0c97d61cebd33ed83ad6011cc77bcc8b9873d32df86854", Fault::not_an_event},
      {"empty", "", "ff0affd4e69c01904d58894b1d0ffac80fb093b36fa32ee2879ded7801a29578",
       Fault::not_an_event},
      {"corrupt gzip, refused before its signature is looked at",
       *hex_bytes("1f8b0800000000000000585858585858"),
       "fdd94f434124de48ef9f6237234ce28fd965fcb0f20b3f739f47d42aa17eb7b2", Fault::bad_gzip},
      {"without a type, which our contract accepts and the note tells",
       R"({"created_at":1778198400000000000})",
       "0dd96cc4e2b4613a00d1b6c4550fcb7d50eec0c5377d7619fd5e537b7f2fc389", std::nullopt}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(verify(row.body, row.signature).fault, row.fault);
  }
}

TEST(Verifier, NotesBytesBehindTheGzip) {
  const auto delivered = verify(net::gzip("{}") + "x", "");
  EXPECT_EQ(delivered.fault, Fault::bad_gzip);
  EXPECT_EQ(delivered.note, "there are bytes behind the body's gzip that are not gzip");
}

TEST(Verifier, NotesAnEventWithoutAType) {
  const auto delivered = verify(R"({"created_at":1778198400000000000})",
                                "0dd96cc4e2b4613a00d1b6c4550fcb7d50eec0c5377d7619fd5e537b7f2fc389");
  EXPECT_EQ(delivered.note, "the event has no type; Stream's Go and Python SDKs refuse it");
}

// Unit tests of getstream-go and stream-py; stream-node's compression tests.
TEST(Signer, KeepsTheSdksUnitVectors) {
  EXPECT_EQ(Signer(Secret("test-webhook-secret")).sign(R"({"type":"test.event"})"),
            "1dab039ab045ebf47cf75d3e1f00341dfcbc9d797db80123ab20e429eea2f582");
  EXPECT_EQ(Signer(Secret("test-webhook-secret")).sign(R"({"type":"message.new"})"),
            "049885bcd308f592c1420c6dd0a0f0d905c66b877c181a2dd466ffebede85f06");
  EXPECT_EQ(
      Signer(Secret("tsec2"))
          .sign(
              R"({"type":"user.updated","created_at":"2026-04-08T14:23:35.879421674Z","user":{"id":"u-1"}})"),
      "f48092ec656b16d79ca750b56a07a97ba81f09cb8b9b8bfb637de428d5b4685f");
}

TEST(Verifier, TakesTheSignatureInItsOneForm) {
  const std::string body = fixture_body("user.banned");
  const std::string right = vectors[2].signature;
  std::string upper = right;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(c));
  std::string changed = right;
  changed.back() = changed.back() == '0' ? '1' : '0';
  for (const std::string& wrong :
       {upper, " " + right, right + " ", right.substr(0, 63), right + "0", changed,
        "sha256=" + right, std::string(), std::string("deadbeef")}) {
    EXPECT_EQ(verify(body, wrong).fault, Fault::wrong_signature) << wrong;
  }
  EXPECT_EQ(Verifier(Secret(fixture_secret), {}).verify(body, nullptr, nullptr).fault,
            Fault::missing_signature);
}

TEST(Verifier, TellsTheCommonMistakesApart) {
  Signer signer{Secret(fixture_secret)};
  const std::string body = fixture_body("user.banned");
  const std::string compressed = net::gzip(body);
  EXPECT_THAT(verify(compressed, signer.sign(compressed)).note,
              testing::HasSubstr("compressed bytes"));
  std::string upper = signer.sign(body);
  for (char& c : upper)
    c = static_cast<char>(std::toupper(c));
  EXPECT_THAT(verify(body, upper).note, testing::HasSubstr("lower-case"));
  EXPECT_THAT(verify(body + "\n", signer.sign(body)).note,
              testing::HasSubstr("white space at its end"));
  EXPECT_THAT(verify(body, signer.sign(body + "\n")).note, testing::HasSubstr("newline"));
  EXPECT_EQ(verify(body, std::string(64, 'a')).note, "");
}

TEST(Verifier, KnowsTheEncodingByItsBytes) {
  Signer signer{Secret(fixture_secret)};
  const std::string body = fixture_body("user.banned");
  const std::string signature = signer.sign(body);
  Verifier verifier(Secret(fixture_secret), {});
  const std::string gzip = "gzip";
  const std::string brotli = "br";
  EXPECT_EQ(verifier.verify(body, &gzip, &signature).fault, std::nullopt)
      << "inflated on the way, header left";
  EXPECT_EQ(verifier.verify(net::gzip(body), nullptr, &signature).fault, std::nullopt);
  EXPECT_EQ(verifier.verify(body, &brotli, &signature).fault, Fault::unknown_encoding);
}

TEST(Verifier, StopsAtTheLimitWhileInflating) {
  const std::string bomb = net::gzip(std::string(1 << 20, ' '));
  Verifier verifier(Secret(fixture_secret), {.body_bytes_max = 1000});
  const std::string signature(64, 'a');
  EXPECT_EQ(verifier.verify(bomb, nullptr, &signature).fault, Fault::too_large);
}

TEST(Verifier, CanBeToldNotToCheckTheSignature) {
  Verifier verifier(Secret(), {.check_signature = false});
  const auto delivered = verifier.verify(R"({"type":"x"})", nullptr, nullptr);
  EXPECT_EQ(delivered.fault, std::nullopt);
  EXPECT_FALSE(delivered.verified);
}

TEST(TypeAndCallReader, TakesOneValidObjectOnly) {
  TypeAndCallReader type_reader;
  EXPECT_EQ(type_reader.read(R"({"type":"call.created","call_cid":"default:a"})"),
            (TypeAndCall{"call.created", "default:a"}));
  EXPECT_EQ(type_reader.read(R"({"type":"call.\u0063reated"})"), (TypeAndCall{"call.created", ""}));
  EXPECT_EQ(type_reader.read(R"({"type":7,"call_cid":null})"), (TypeAndCall{"", ""}));
  EXPECT_EQ(type_reader.read(R"({"nested":{"type":"inner"}})"), (TypeAndCall{"", ""}));
  for (const std::string& bad :
       {std::string("[]"), std::string("null"), std::string("{} {}"),
        std::string("{\"a\":\"\xff\"}"), std::string("{\"a\":1,}"), std::string("{\"a\":"),
        std::string(200'000, '['), std::string("{\"a\":\"\xed\xa0\x80\"}"),
        std::string("\xEF\xBB\xBF{}"), std::string("{\"n\":1e400,}"), std::string("{\"n\":NaN}"),
        std::string("{\"a\":") + std::string(100'000, '[') + std::string(99'999, ']') + "}"}) {
    EXPECT_EQ(type_reader.read(bad), std::nullopt) << bad.substr(0, 20);
  }
}

TEST(TypeAndCallReader, TakesAllThatIsValid) {
  TypeAndCallReader type_reader;
  const std::string deep =
      "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + R"(,"type":"t"})";
  std::string wide = R"({"type":"t")";
  for (int i = 0; i < 10'000; ++i)
    wide += ",\"" + std::to_string(i) + "\":1e400";
  for (const std::string& good :
       {std::string(R"({"type":"t","n":18446744073709551616})"),
        std::string(R"({"n":-1e400,"m":1E-400,"type":"t"})"),
        std::string(R"({"\udc00":"\ud800","\u0074ype":"t"})"),
        std::string(R"({"type":"t","custom":{"type":1e999,"":""}})"), deep, wide + "}"}) {
    EXPECT_EQ(type_reader.read(good), (TypeAndCall{"t", ""})) << good.substr(0, 40);
  }
  EXPECT_EQ(type_reader.read(R"({"type":"a\ud800","call_cid":"\ud83c\udf88"})"),
            (TypeAndCall{"a\xEF\xBF\xBD", "\xF0\x9F\x8E\x88"}));
}

TEST(TypeAndCallReader, TakesTheLastOfAKeyThatComesTwice) {
  TypeAndCallReader type_reader;
  EXPECT_EQ(type_reader.read(R"({"type":"a","type":"b"})"), (TypeAndCall{"b", ""}));
  EXPECT_EQ(type_reader.read(R"({"type":"a","type":7})"), (TypeAndCall{"", ""}));
  EXPECT_EQ(type_reader.read(R"({"type":"a","n":1e400,"type":"b"})"), (TypeAndCall{"b", ""}));
}

}  // namespace
}  // namespace streamctl::webhook
