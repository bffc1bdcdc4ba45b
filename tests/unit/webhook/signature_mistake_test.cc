// Signatures made with Python's hmac, in the forms and over the texts that other programs use.
#include "webhook/signature_mistake.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/json.h"
#include "webhook/encodings.h"
#include "webhook/json_dialect.h"
#include "webhook/minified.h"
#include "webhook/signature_form.h"
#include "webhook/signed_texts.h"
#include "webhook/verify.h"
#include "webhook/wrapping.h"

namespace streamctl::webhook {
namespace {

using ::testing::HasSubstr;

const Secret secret("test_secret_do_not_use_in_production");
const std::string body =
    R"json({"type":"custom","text":"grüß <b>&amp;</b> a/b","n":[1, 2.50],
 "z":1,"a":{}})json";
const VerifyOptions options{.others = {{"the API key, not the secret", Secret("the-key")},
                                       {"the secret of profile staging", Secret("another")}}};

Delivered verified(const std::string& text, const std::string& signature) {
  return Verifier(secret, options).verify(text, nullptr, &signature);
}

TEST(SignatureMistake, IsNamedAndRefused) {
  const struct {
    const char* name;
    const char* signature;
    const char* words;
  } rows[] = {
      // clang-format off
      {"upper case", "2F36F43BDFCFA15BE1AFB936FE1ED5EFB1F2E55BBE6B69FC113C07A3ED154548",
       "right but for its form (upper-case digits)"},
      {"sha256=", "sha256=2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'sha256=')"},
      {"sha256:", "sha256:2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'sha256:')"},
      {"SHA256= in upper case", "SHA256=2F36F43BDFCFA15BE1AFB936FE1ED5EFB1F2E55BBE6B69FC113C07A3ED154548",
       "right but for its form (the prefix 'SHA256=', upper-case digits)"},
      {"v1=", "v1=2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'v1=')"},
      {"v1,", "v1,Lzb0O9/PoVvhr7k2/h7V77Hy5Vu+a2n8ETwHo+0VRUg=",
       "right but for its form (the prefix 'v1,', base64)"},
      {"t=,v1=", "t=1700000000,v1=2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 't=1700000000,v1=')"},
      {"HMAC-SHA256 ", "HMAC-SHA256 2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'HMAC-SHA256 ')"},
      {"openssl's words", "SHA2-256(stdin)= 2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'SHA2-256(stdin)=')"},
      {"sha256sum's words", "2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548  -",
       "right but for its form (words behind it)"},
      {"the field's name", "X-Signature: 2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix 'X-Signature:')"},
      {"0x", "0x2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (the prefix '0x')"},
      {"base64", "Lzb0O9/PoVvhr7k2/h7V77Hy5Vu+a2n8ETwHo+0VRUg=",
       "right but for its form (base64)"},
      {"base64 without padding", "Lzb0O9/PoVvhr7k2/h7V77Hy5Vu+a2n8ETwHo+0VRUg",
       "right but for its form (base64 without padding)"},
      {"base64url", "Lzb0O9_PoVvhr7k2_h7V77Hy5Vu-a2n8ETwHo-0VRUg=",
       "right but for its form (base64url)"},
      {"sha256= and base64", "sha256=Lzb0O9/PoVvhr7k2/h7V77Hy5Vu+a2n8ETwHo+0VRUg=",
       "right but for its form (the prefix 'sha256=', base64)"},
      {"base64 of hexadecimal", "MmYzNmY0M2JkZmNmYTE1YmUxYWZiOTM2ZmUxZWQ1ZWZiMWYyZTU1YmJlNmI2OWZjMTEzYzA3YTNlZDE1NDU0OA==",
       "right but for its form (base64 of the hexadecimal digits)"},
      {"double quotes", "\"2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548\"",
       "right but for its form (quotes around it)"},
      {"single quotes", "'2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548'",
       "right but for its form (quotes around it)"},
      {"a space before", " 2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (white space around it)"},
      {"a newline behind", "2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548\n",
       "right but for its form (white space around it)"},
      {"a carriage return behind", "2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548\r",
       "right but for its form (white space around it)"},
      {"colons", "2f:36:f4:3b:df:cf:a1:5b:e1:af:b9:36:fe:1e:d5:ef:b1:f2:e5:5b:be:6b:69:fc:11:3c:07:a3:ed:15:45:48",
       "right but for its form (colons)"},
      {"cut short", "2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55b",
       "cut short: 40 of 64 digits"},
      {"cut short in upper case and quotes", "'2F36F43BDFCFA15BE1AFB936FE1ED5EFB1F2E55B'",
       "cut short: 40 of 64 digits"},
      {"its beginning cut off", "fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "its beginning is cut off: 40 of 64 digits"},
      {"both ends cut off", "cfa15be1afb936fe1ed5efb1f2e55bbe6b69fc11",
       "both its ends are cut off: 40 of 64 digits"},
      {"URL-encoded", "sha256%3D2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for its form (URL-encoded, the prefix 'sha256=')"},
      {"URL-encoded base64", "Lzb0O9%2FPoVvhr7k2%2fh7V77Hy5Vu%2Ba2n8ETwHo%2B0VRUg%3D",
       "right but for its form (URL-encoded, base64)"},
      {"a newline inside", "2f36f43bdfcfa15be1afb936fe1ed5ef\nb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for what stands among its digits: '\\n'"},
      {"a space inside", "2f36f43b dfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for what stands among its digits: a space"},
      {"a zero-width space inside", "2f36f43b\xE2\x80\x8B" "dfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for what stands among its digits: '\\u200b'"},
      {"hyphens", "2f36f43b-dfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548",
       "right but for what stands among its digits: '-'"},
      {"empty", "",
       "it is empty"},
      {"SHA-1", "a9fb3de0b3cc620b6ee6715d63a75e4f32fae218",
       "HMAC-SHA-1; Stream"},
      {"SHA-512", "0c6bb2b29af5f15e9d6b48916d4fda2421fa59d3f7e1ee7edce3607707ca7065fb021ab56b87fa42e9b2ca1b76f7d38781cd2c632db524e507fd33e1f92e2de7",
       "HMAC-SHA-512; Stream"},
      {"SHA-384", "f89c267c869c4d3515970aed284678d29d20132132556cda664c0b15f48bda0c7ce4b6633e0e68692ec27d20d925048c",
       "HMAC-SHA-384; Stream"},
      {"a newline more", "8ce69e38340abd87bc7cae0a53050a7d001f4b0f6c34f5bfeb7a2cec25375f43",
       "with a newline at its end"},
      {"a line end more", "19f0bff1a6ab81ba1b07a2121f4e0a0cf36486c7a2c989bced5fe33681172a10",
       "with a newline at its end"},
      {"empty body", "ff0affd4e69c01904d58894b1d0ffac80fb093b36fa32ee2879ded7801a29578",
       "it signs an empty body"},
      {"byte order mark", "53c03bd6c791aeaffc251bf9c6c9eb59bdd2f2bb865618915f4c845acab8ff00",
       "behind a byte order mark"},
      {"other line ends", "39c57591644c5c0d124d4e68ecc617ff046a80d484f0f590b376d59dd54bf3b8",
       "other line ends"},
      {"base64 of the body", "9bf93e66e950c231746ccb4ea4d6b0d797dc0f2875e4028a52b37d47b24608f7",
       "the base64 of the body"},
      {"Python's json.dumps", "b198a2256ee2445de54ae7bcf6bd530d4b853c7ce73256abc73dcc96dc69154b",
       "as Python's json.dumps writes it)"},
      {"Python's without ensure_ascii", "17fa33bb801d4006da1cf773becc9c22f55456277ceff7e31e86841c74cc1ec5",
       "without ensure_ascii"},
      {"JSON.stringify", "4d5edfc06b17704b40dd8d66186b4023acecafa22570dd87b378e43e54648d1f",
       "written anew (as JSON.stringify"},
      {"ASCII", "f016390d649a2fe92ca267148b5ca60eb3f0a74e96a72e6ff21f21ee86ab8194",
       "in ASCII, without white space"},
      {"PHP", "3344109d7be31d841bed5ac0f148f500ac2584afa544a9c95e7b87ca75829a75",
       "PHP's json_encode"},
      {"Go", "7fff0d231ef4a9e59242b7ea3c941095c80ab2cc539dbe54d62a80154a00a029",
       "Go's encoding/json"},
      {"indented", "ae4c499e40d6ae3421718f85c085826a45bbdf7ae1612cb11e187fd33944edd1",
       "indented by two spaces"},
      {"sorted", "72d847f3ab8e37c688d5618501caf051da1433aca887ecd2b557d842479657c6",
       "with its keys sorted)"},
      {"minified", "d5eab43beb27868f6a9235fbd855e18590f2e48a82ec9403212be1582eb92d9b",
       "without white space"},
      {"API key", "a25419b678dae9c6a2a744631b38794c30e4f9b7024a51724a16177252dfd4bc",
       "made with the API key, not the secret"},
      {"profile", "f006d67aaa6ce476493b21d127a98c859affc3ffe641da0a157f2e2ae691b892",
       "made with the secret of profile staging"},
      {"secret and newline", "e613997ecf78c16f9be257f3a09e6bf15031c1a8ac061bc54c7d91d4a31ba1ef",
       "made with the secret with a newline at its end"},
      {"quoted secret", "0b7baaf8799771bc5f4b9c64fa6da226972444723040319f7a19f50445d94779",
       "made with the secret in double quotes"},
      {"empty secret", "c15c8be0109c9737b6b29eddbb81b6483bc69aebcbe1ccb7edd6b5d36bfdca2e",
       "made with an empty secret"},
      {"two mistakes", "sha256=b198a2256ee2445de54ae7bcf6bd530d4b853c7ce73256abc73dcc96dc69154b",
       "(and its form is not Stream's: the prefix 'sha256=')"},
      // clang-format on
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Delivered delivered = verified(body, row.signature);
    EXPECT_EQ(delivered.fault, Fault::wrong_signature);
    EXPECT_FALSE(delivered.verified);
    EXPECT_THAT(delivered.note, HasSubstr(row.words));
  }
}

TEST(SignatureMistake, MayLieInTheBody) {
  const struct {
    const char* name;
    const char* sent;
    const char* signature;
    const char* words;
  } rows[] = {
      // clang-format off
      {"empty", "",
       "ff0affd4e69c01904d58894b1d0ffac80fb093b36fa32ee2879ded7801a29578", "the body is empty"},
      {"base64", "eyJ0eXBlIjoiY3VzdG9tIiwibiI6MX0=",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "the body is base64 of what was signed"},
      {"base64 in quotes", "\"eyJ0eXBlIjoiY3VzdG9tIiwibiI6MX0=\"",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "the body is base64 of what was signed"},
      {"base64 with line breaks", "eyJ0eXBl\nIjoiY3VzdG9tIiwibiI6MX0=\n",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "the body is base64 of what was signed"},
      {"base64url", "eyJ0eXBlIjoiY3VzdG9tIiwibiI6MX0",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "the body is base64 of what was signed"},
      {"base64 of gzip", "H4sIAAAAAAACA6tWKqksSFWyUkouLS7Jz1XSUcpTsjKsBQA6/CLeFwAAAA==",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "the body is base64 of what was signed"},
      {"base64 of another event", "eyJ0eXBlIjoiY3VzdG9tIiwibiI6MX0=",
       "e580e51067925dfdae0e280448d329f8b8bfbc6e116c51fbeb47cd0406b40ca2", "the body is base64 of an event"},
      {"JSON in a string", "\"{\\\"type\\\":\\\"custom\\\",\\\"n\\\":1}\"",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "a JSON string that holds what was signed"},
      {"API Gateway's envelope", "{\"body\": \"{\\\"type\\\":\\\"custom\\\",\\\"n\\\":1}\", \"isBase64Encoded\": false}",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "what was signed is its 'body'"},
      {"API Gateway's envelope, base64", "{\"body\": \"eyJ0eXBlIjoiY3VzdG9tIiwibiI6MX0=\", \"isBase64Encoded\": true}",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "what was signed is its 'body'"},
      {"white space lost", "{\"type\":\"custom\",\"n\":1}\n",
       "013593ea195cd5dc4a03c22bb3822432c9b8ea380da175362e0942feeda3eb17", "without the white space at its end"},
      // clang-format on
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Delivered delivered = verified(row.sent, row.signature);
    EXPECT_NE(delivered.fault, std::nullopt);
    EXPECT_THAT(delivered.note, HasSubstr(row.words));
  }
}

TEST(SignatureMistake, IsNotMadeUp) {
  for (const std::string& signature :
       {std::string("deadbeef"), std::string(64, 'a'), std::string(600, 'a'),
        std::string("sha256="), "sha256=" + std::string(64, 'a'), std::string(44, 'A'),
        std::string("=:,;\"' \t\xff")}) {
    EXPECT_EQ(verified(body, signature).note, "") << signature;
  }
}

TEST(SignatureMistake, IsAWrongShapeIfNothingElseIsFound) {
  VerifyOptions thorough = options;
  thorough.explains_thoroughly = true;
  const std::string right = "2f36f43bdfcfa15be1afb936fe1ed5efb1f2e55bbe6b69fc113c07a3ed154548";
  const std::pair<std::string, std::string> rows[] = {
      {right.substr(0, 6), "it is cut short: 6 of 64 digits"},
      {right.substr(57), "its beginning is cut off: 7 of 64 digits"},
      {"deadbeef", "it has 8 hexadecimal digits; Stream's signature is 64 lower-case"},
      {"7", "it has 1 digit; Stream's"},
      {std::string(63, 'a'), "it has 63 hexadecimal digits; Stream's"},
      {right.substr(0, 63) + "O", "its character 64, 'O', is no hexadecimal digit; Stream's"},
      {"O" + std::string(63, '0'), "its character 1, 'O', is no hexadecimal digit; Stream's"},
      {std::string(62, '0') + "\x1b" + "0", "its character 63, '\\u001b', is no hexadecimal digit"},
      {"nonsense!", "it is neither hexadecimal nor base64 of a hash"},
      {std::string(600, 'z'), "it is neither hexadecimal nor base64 of a hash"},
      {"%", "it is neither hexadecimal nor base64 of a hash"}};
  for (const auto& [signature, words] : rows) {
    const std::string note = Verifier(secret, thorough).verify(body, nullptr, &signature).note;
    EXPECT_THAT(note, HasSubstr(words)) << signature;
  }
  const std::string wrong(64, '0');
  EXPECT_EQ(Verifier(secret, thorough).verify(body, nullptr, &wrong).note, "");
}

TEST(SignatureMistake, TriesLittleOfALargeBody) {
  const std::string large = "{\"a\":\"" + std::string(1 << 20, 'x') + "\"} ";
  Signer signer(secret);
  EXPECT_THAT(verified(large, signer.sign(large.substr(0, large.size() - 1))).note,
              HasSubstr("white space at its end"));
  EXPECT_EQ(
      verified(large, signer.sign(*written(*parse_json(large), dialects()[3], 2 * large.size())))
          .note,
      "");
}

/// An event with `levels` lists in each other and `bytes` of numbers in the innermost one.
std::string nested_event(std::size_t levels, std::size_t bytes) {
  std::string text = R"({"type":"call.created","a":)" + std::string(levels, '[') + "0";
  for (std::size_t i = 0; i < bytes / 2; ++i)
    text += ",0";
  return text + std::string(levels, ']') + "}";
}

/// The bytes of all texts that a search tries, each `keys` times.
std::uint64_t tried_bytes(SignedBody signed_body, SearchBudget& budget) {
  std::uint64_t bytes = 0;
  EXPECT_EQ(find_signed_text(signed_body, budget,
                             [&](std::string_view text) {
                               bytes += text.size() * signed_body.keys;
                               return false;
                             }),
            "");
  return bytes;
}

TEST(SignedTexts, AreFewBytesHoweverDeepTheBody) {
  const std::string deep = nested_event(1000, 60'000);
  SearchBudget budget;
  EXPECT_LT(tried_bytes({.plain = deep}, budget), 20 * deep.size());
  EXPECT_TRUE(budget.is_cut);
  EXPECT_EQ(verified(deep, std::string(64, '0')).note, "");
}

TEST(SignedTexts, StayWithinTheBudget) {
  const std::string flat = nested_event(1, 2'000);
  SearchBudget plenty;
  const std::uint64_t all = tried_bytes({.plain = flat, .is_thorough = true, .keys = 20}, plenty);
  EXPECT_FALSE(plenty.is_cut);
  SearchBudget scarce{.bytes_left = all / 2};
  EXPECT_LE(tried_bytes({.plain = flat, .is_thorough = true, .keys = 20}, scarce), all / 2);
  EXPECT_TRUE(scarce.is_cut);
  EXPECT_EQ(tried_bytes({.plain = flat, .is_thorough = true}, scarce), 0U);
}

TEST(SignatureMistake, IsSaidToBeSoughtInPart) {
  VerifyOptions thorough = options;
  thorough.explains_thoroughly = true;
  const std::string wrong(64, '0');
  EXPECT_THAT(Verifier(secret, thorough).verify(nested_event(100, 100), nullptr, &wrong).note,
              HasSubstr("not all were tried"));
  EXPECT_EQ(Verifier(secret, thorough).verify(nested_event(50, 100), nullptr, &wrong).note, "");
}

TEST(Wrapping, IsThatOfABodyThatIsNoEvent) {
  const struct {
    const char* text;
    const char* words;
  } rows[] = {{"", "the body is empty"},
              {" \r\n", "nothing but white space"},
              {"[]", "the body is a JSON array"},
              {"[{\"type\":\"x\"}]", "the body is a JSON array"},
              {"null", "the body is null"},
              {"undefined", "the body is 'undefined'"},
              {"{\"a\":\"}\\\"{\"}{\"b\":{}}", "several JSON values"},
              {"{}\n{}\n", "several JSON values"},
              {"eyJ0eXBlIjoieCJ9", "base64 of an event"},
              {"\"{\\\"type\\\":\\\"x\\\"}\"", "a JSON string that holds an event"}};
  for (const auto& row : rows)
    EXPECT_THAT(wrapping_of(row.text, 1000), HasSubstr(row.words)) << row.text;
  for (const char* text :
       {"x", "abcd", "{", "{{}{}", "{x}{}", "{\"a\":\"}{", "{}x", "\"abc\"", "1", "a=b&c=d"})
    EXPECT_EQ(wrapping_of(text, 1000), "") << text;
}

TEST(SignatureForm, IsReadFromNothingElse) {
  EXPECT_EQ(read_signature(std::string(64, '0'))->digest, std::string(32, '\0'));
  EXPECT_EQ(read_signature(std::string(64, '0'))->oddity, "");
  for (const char* text : {"", "abc", "sha256", "0x", "====", "00"})
    EXPECT_FALSE(read_signature(text)) << text;
}

TEST(Minified, KeepsDigitsAndEscapes) {
  EXPECT_EQ(minified("{ \"a b\" :\t[ 1.50 , \"\\\" x\" ]\n}"), "{\"a b\":[1.50,\"\\\" x\"]}");
}

TEST(Dialect, KeepsCharactersThatWeWouldEscape) {
  const std::string family =
      "{\"a\":\"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 \xE2\x80\xAE\\b\"}";
  ASSERT_EQ(dialects()[0].name, "as JSON.stringify writes it");
  EXPECT_EQ(written(*parse_json(" " + family), dialects()[0], 100), family);
}

TEST(Dialect, WritesNumbersAsJavaScriptDoes) {
  const struct {
    const char* json;
    const char* javascript;
  } rows[] = {{"1.0", "1"},
              {"1e3", "1000"},
              {"-0.0", "0"},
              {"2.50", "2.5"},
              {"1e21", "1e+21"},
              {"123456789012345680000", "123456789012345680000"},
              {"1e-6", "0.000001"},
              {"1.5e-7", "1.5e-7"},
              {"9007199254740993", "9007199254740992"},
              {"-1e-9", "-1e-9"},
              {"12345678901234567890", "12345678901234567000"},
              {"0.1", "0.1"}};
  for (const auto& row : rows)
    EXPECT_EQ(written(*parse_json(row.json), dialects()[0], 100), row.javascript) << row.json;
}

TEST(Dialect, StopsAtItsLimits) {
  const std::string text = R"({"b":[1,"x"],"a":{}})";
  for (const Dialect& dialect : dialects()) {
    const std::string whole = *written(*parse_json(text), dialect, 1000);
    EXPECT_EQ(written(*parse_json(text), dialect, whole.size()), whole) << dialect.name;
    EXPECT_EQ(written(*parse_json(text), dialect, whole.size() - 1), std::nullopt) << dialect.name;
    const auto deep = parse_json(nested_event(indented_levels_max, 10));
    EXPECT_EQ(written(*deep, dialect, 1 << 20).has_value(), dialect.indent.empty()) << dialect.name;
  }
}

TEST(Encodings, AreThoseOfOtherPrograms) {
  EXPECT_EQ(utf16_text("a\xF0\x9F\x8E\x88", utf16_forms[0]), std::string("a\0\x3C\xD8\x88\xDF", 6));
  EXPECT_EQ(utf16_text("a", utf16_forms[3]), std::string("\xFE\xFF\0a", 4));
  EXPECT_EQ(utf16_text("\xff", utf16_forms[0]), std::nullopt);
  EXPECT_EQ(latin1_text("\xC3\xBC"), "\xFC");
  EXPECT_EQ(latin1_text("\xE2\x82\xAC"), std::nullopt);
  EXPECT_EQ(read_as_latin1("\xC3\xBC"), "\xC3\x83\xC2\xBC");
  EXPECT_EQ(read_as_ascii("a\xC3\xBC", "?"), "a??");
  EXPECT_EQ(python_bytes_text("{\"a\":'\xC3\n'}"), R"(b'{"a":\'\xc3\n\'}')");
  EXPECT_EQ(python_text(*parse_json(R"({"a":[null,true,1.5,"it's"],"b":{}})")),
            R"({'a': [None, True, 1.5, "it's"], 'b': {}})");
}

}  // namespace
}  // namespace streamctl::webhook
