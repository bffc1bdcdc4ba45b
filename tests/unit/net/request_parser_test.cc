#include "net/http_server/request_parser.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

using namespace std::string_literals;
using State = RequestParser::State;

struct Parsed {
  State state = State::head;
  Request request;
  Refusal refusal;
  bool keep_alive = false;
  std::string rest;  ///< Beyond the request.
};

/// Passes `bytes` to the parser in chunks of `piece`.
Parsed parse(const std::string& bytes, const ServerLimits& limits = {},
             std::size_t piece = 1U << 30U) {
  RequestParser parser{limits};
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::string part = bytes.substr(at, piece);  // A copy exposes dangling views.
    const std::size_t taken = parser.put(part);
    at += taken;
    if (parser.state() == State::complete || parser.state() == State::refused) break;
    EXPECT_EQ(taken, part.size());
  }
  Parsed parsed{parser.state(), {}, parser.refusal(), false, bytes.substr(at)};
  if (parsed.state == State::complete) {
    parsed.keep_alive = parser.keep_alive();
    parsed.request = parser.take();
  }
  return parsed;
}

TEST(RequestParser, ReadsMethodTargetFieldsAndBody) {
  const Parsed parsed = parse(
      "POST /hook?a=1 HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Signature: \t abc d \r\nContent-Length: "
      "5\r\n\r\n"
      "helloGET / HTTP");
  ASSERT_EQ(parsed.state, State::complete) << parsed.refusal.why;
  EXPECT_EQ(parsed.request.method, "POST");
  EXPECT_EQ(parsed.request.target, "/hook?a=1");
  EXPECT_EQ(
      parsed.request.headers,
      (Headers{{"Host", "x"}, {"X-Empty", ""}, {"X-Signature", "abc d"}, {"Content-Length", "5"}}));
  EXPECT_EQ(parsed.request.body, "hello");
  EXPECT_EQ(parsed.rest, "GET / HTTP");
}

TEST(RequestParser, JoinsChunksAndForgetsExtensionsAndTrailers) {
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5\r\nhello\r\n1;name=\"a value\"\r\n \r\n00000A\r\nwide world\r\n0\r\nX-Trailer: 1\r\nHost: "
      "y\r\n\r\nrest";
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 50U, 1000U}) {
    SCOPED_TRACE(piece);
    const Parsed parsed = parse(bytes, {}, piece);
    ASSERT_EQ(parsed.state, State::complete) << parsed.refusal.why;
    EXPECT_EQ(parsed.request.body, "hello wide world");
    EXPECT_EQ(parsed.request.headers.find("X-Trailer"), nullptr);
    EXPECT_EQ(*parsed.request.headers.find("Host"), "x");
    EXPECT_EQ(parsed.rest, "rest");
  }
}

TEST(RequestParser, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string bytes =
      "\r\n\r\nPUT http://example.com/a?b HTTP/1.1\r\nHost: example.com\r\nContent-Length: "
      "3\r\n\r\nabc";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    SCOPED_TRACE(piece);
    const Parsed parsed = parse(bytes, {}, piece);
    ASSERT_EQ(parsed.state, State::complete) << parsed.refusal.why;
    EXPECT_EQ(parsed.request.target, "/a?b");
    EXPECT_EQ(parsed.request.headers.size(), 2U);
    EXPECT_EQ(parsed.request.body, "abc");
  }
}

TEST(RequestParser, KnowsWhetherTheConnectionGoesOn) {
  struct Row {
    std::string head;
    bool keep_alive;
  };
  const Row rows[] = {{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true},
                      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
                      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Close\r\n\r\n", false},
                      {"GET / HTTP/1.0\r\n\r\n", false},
                      {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.head);
    const Parsed parsed = parse(row.head);
    ASSERT_EQ(parsed.state, State::complete) << parsed.refusal.why;
    EXPECT_EQ(parsed.keep_alive, row.keep_alive);
  }
}

TEST(RequestParser, KnowsWhoWaitsForContinue) {
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  const ServerLimits limits;
  RequestParser parser{limits};
  EXPECT_FALSE(parser.begun());
  parser.put("\r\n");
  EXPECT_FALSE(parser.begun());
  parser.put(head);
  EXPECT_TRUE(parser.begun());
  EXPECT_EQ(parser.state(), State::body);
  EXPECT_TRUE(parser.awaits_continue());
  parser.put("a");
  EXPECT_FALSE(parser.awaits_continue());

  RequestParser unasked{limits};
  unasked.put(head + "a");
  EXPECT_EQ(unasked.state(), State::body);
  EXPECT_FALSE(unasked.awaits_continue()) << "the body came by itself";
}

struct Refused {
  std::string name;
  std::string bytes;
  unsigned status;
  std::string why;
};

/// A head of POST with `fields`, and a body that would be a second request if framed otherwise.
std::string with(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + fields +
         "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
}

std::vector<Refused> malformed_heads() {
  const std::string host = "Host: x\r\n";
  return {
      {"binary", "\x17\x03\x01\x02\r\n\r\n", 400, "malformed method"},
      {"a TLS handshake", "\x16\x03\x01\x02", 400, "TLS sent to a plain HTTP port"},
      {"no version", "GET /\r\n\r\n", 400, "malformed request target"},
      {"two spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n", 400, "malformed request target"},
      {"space in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", 400,
       "malformed HTTP version"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\n" + host + "\r\n", 400, "malformed method"},
      {"relative target", "GET a HTTP/1.1\r\n" + host + "\r\n", 400, "malformed request target"},
      {"another scheme", "GET ftp://x/ HTTP/1.1\r\n" + host + "\r\n", 400,
       "malformed request target"},
      {"star of GET", "GET * HTTP/1.1\r\n" + host + "\r\n", 400, "malformed request target"},
      {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505,
       "a version of HTTP other than 1.0 and 1.1"},
      {"lower-case http", "GET / http/1.1\r\n" + host + "\r\n", 400, "malformed HTTP version"},
      {"version 1.10", "GET / HTTP/1.10\r\n" + host + "\r\n", 400, "malformed HTTP version"},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, "no Host field"},
      {"two Hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400, "more than one Host field"},
      {"a list of hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400, "malformed Host field"},
      {"a user in Host", "GET / HTTP/1.1\r\nHost: u@b\r\n\r\n", 400, "malformed Host field"},
      {"bare LF", "GET / HTTP/1.1\nHost: x\n\n", 400, "bare line feed in the header"},
      {"bare LF later", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400,
       "bare line feed in the header"},
      {"bare CR", "GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", 400,
       "bare carriage return in the header"},
      {"CR CR LF", "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n", 400,
       "bare carriage return in the header"},
      {"NUL in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: a\0b\r\n\r\n"s, 400, "NUL in the header"},
      {"NUL in a name", "GET / HTTP/1.1\r\nHost: x\r\nA\0: a\r\n\r\n"s, 400, "NUL in the header"},
      {"control in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n", 400,
       "malformed header field value"},
      {"folded line", with("A: b\r\n c\r\nContent-Length: 5\r\n"), 400,
       "a header line that begins with white space"},
      {"folded to nothing", with("A: b\r\n \r\nContent-Length: 5\r\n"), 400,
       "a header line that begins with white space"},
      {"folded length", with("Content-Length:\r\n 5\r\n"), 400,
       "a header line that begins with white space"},
      {"space before the first field", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400,
       "a header line that begins with white space"},
      {"space before the colon", with("Content-Length : 5\r\n"), 400,
       "malformed header field name"},
      {"tab before the colon", with("Content-Length\t: 5\r\n"), 400, "malformed header field name"},
      {"no colon", with("Content-Length 5\r\n"), 400, "malformed header field name"},
      {"no name", with(": 5\r\n"), 400, "malformed header field name"},
      {"bytes beyond ASCII in a name", with("Cont\xc3\xa9nt: 5\r\n"), 400,
       "malformed header field name"}};
}

std::vector<Refused> unclear_framing() {
  return {
      {"same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n"), 400,
       "more than one Content-Length field"},
      {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"), 400,
       "more than one Content-Length field"},
      {"list of one length", with("Content-Length: 5, 5\r\n"), 400, "malformed Content-Length"},
      {"list of lengths", with("Content-Length: 5, 6\r\n"), 400, "malformed Content-Length"},
      {"empty length", with("Content-Length:\r\n"), 400, "malformed Content-Length"},
      {"plus", with("Content-Length: +5\r\n"), 400, "malformed Content-Length"},
      {"minus", with("Content-Length: -5\r\n"), 400, "malformed Content-Length"},
      {"hexadecimal", with("Content-Length: 0x5\r\n"), 400, "malformed Content-Length"},
      {"trailing comma", with("Content-Length: 5,\r\n"), 400, "malformed Content-Length"},
      {"words", with("Content-Length: five\r\n"), 400, "malformed Content-Length"},
      {"beyond 64 bits", with("Content-Length: 18446744073709551616\r\n"), 400,
       "malformed Content-Length"},
      {"length, then coding", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400,
       "malformed Transfer-Encoding"},
      {"coding, then length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400,
       "malformed Content-Length"},
      {"odd coding and length", with("Transfer-Encoding: x\r\nContent-Length: 5\r\n"), 400,
       "both Content-Length and Transfer-Encoding"},
      {"xchunked", with("Transfer-Encoding: xchunked\r\n"), 400,
       "chunked is not the last transfer coding"},
      {"chunked in quotes", with("Transfer-Encoding: \"chunked\"\r\n"), 400,
       "chunked is not the last transfer coding"},
      {"chunked, identity", with("Transfer-Encoding: chunked, identity\r\n"), 400,
       "chunked is not the last transfer coding"},
      {"identity", with("Transfer-Encoding: identity\r\n"), 400,
       "chunked is not the last transfer coding"},
      {"no coding", with("Transfer-Encoding:\r\n"), 400, "chunked is not the last transfer coding"},
      {"vertical tab",
       with("Transfer-Encoding: \x0b"
            "chunked\r\n"),
       400, "malformed header field value"},
      {"gzip, chunked", with("Transfer-Encoding: gzip, chunked\r\n"), 501,
       "a transfer coding besides chunked"},
      {"chunked twice", with("Transfer-Encoding: chunked, chunked\r\n"), 501,
       "a transfer coding besides chunked"},
      {"two codings", with("Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n"), 400,
       "more than one Transfer-Encoding field"},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "Transfer-Encoding in HTTP/1.0"},
      {"another expectation", with("Expect: 200-ok\r\nContent-Length: 1\r\n"), 417,
       "an expectation other than 100-continue"}};
}

std::vector<Refused> malformed_chunks() {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  return {
      {"no number", head + "x\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"a minus", head + "-5\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"a prefix", head + "0x5\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"a space in front", head + " 5\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"beyond 64 bits", head + "10000000000000005\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"no CRLF behind it", head + "5\r\nhelloX\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"longer than it says", head + "4\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"bare CR", head + "5\rhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"bare LF", head + "5\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"LF in an extension", head + "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", 400, "malformed chunk"},
      {"long extension", head + "5;a=" + std::string(300, 'b') + "\r\nhello\r\n0\r\n\r\n", 400,
       "malformed chunk"}};
}

class RefusedRequest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, IsRefusedHoweverTheBytesAreCut) {
  const Refused& row = GetParam();
  for (const std::size_t piece : {1U << 20U, 1U, 5U}) {
    SCOPED_TRACE(piece);
    const Parsed parsed = parse(row.bytes, {}, piece);
    ASSERT_EQ(parsed.state, State::refused) << row.name;
    EXPECT_EQ(parsed.refusal.status, row.status) << row.name << ": " << parsed.refusal.why;
    EXPECT_EQ(parsed.refusal.why, row.why) << row.name;
  }
}

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest's own naming
void PrintTo(const Refused& row, std::ostream* out) {
  *out << row.name;
}

INSTANTIATE_TEST_SUITE_P(Heads, RefusedRequest, ::testing::ValuesIn(malformed_heads()));
INSTANTIATE_TEST_SUITE_P(Framing, RefusedRequest, ::testing::ValuesIn(unclear_framing()));
INSTANTIATE_TEST_SUITE_P(Chunks, RefusedRequest, ::testing::ValuesIn(malformed_chunks()));

TEST(RequestParser, HoldsRequestsToTheirLimits) {
  ServerLimits limits;
  limits.header_bytes_max = 200;
  limits.header_count_max = 4;
  limits.body_bytes_max = 10;
  const std::string head = "POST /t HTTP/1.1\r\nHost: x\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  const Refused rows[] = {
      {"header bytes", head + "A: " + std::string(200, 'a') + "\r\n\r\n", 431,
       "header fields larger than 200 B"},
      {"a line without end", "GET /" + std::string(300, 'a'), 431,
       "header fields larger than 200 B"},
      {"header count", head + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", 431,
       "more than 4 header fields"},
      {"announced body", head + "Content-Length: 11\r\n\r\n", 413, "a body larger than 10 B"},
      {"huge announced body", head + "Content-Length: 18446744073709551615\r\n\r\n", 413,
       "a body larger than 10 B"},
      {"one chunk", chunked + "B\r\nhello", 413, "a body larger than 10 B"},
      {"a huge chunk", chunked + "ffffffffffffffff\r\nhello", 413, "a body larger than 10 B"},
      {"two chunks", chunked + "5\r\nhello\r\n6\r\n", 413, "a body larger than 10 B"},
      {"a chunk header", chunked + std::string(300, '0'), 431,
       "a chunk header or trailers larger than 200 B"},
      {"trailers", chunked + "0\r\nA: " + std::string(300, '0'), 431,
       "a chunk header or trailers larger than 200 B"}};
  for (const Refused& row : rows) {
    for (const std::size_t piece : {1U << 20U, 1U, 7U}) {
      SCOPED_TRACE(row.name + " by " + std::to_string(piece));
      const Parsed parsed = parse(row.bytes, limits, piece);
      EXPECT_EQ(parsed.state, State::refused);
      EXPECT_EQ(parsed.refusal.status, row.status);
      EXPECT_EQ(parsed.refusal.why, row.why);
    }
  }
  const std::string most = head + "A: 1\r\nContent-Length: 10\r\n\r\n0123456789";
  EXPECT_EQ(parse(most, limits).state, State::complete);
  const std::string most_chunked = chunked + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";
  EXPECT_EQ(parse(most_chunked, limits).state, State::complete);
  const std::string before = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
  const std::string filled = before + std::string(200 - before.size() - 4, 'a') + "\r\n\r\n";
  ASSERT_EQ(filled.size(), 200U);
  EXPECT_EQ(parse(filled, limits).state, State::complete) << "exactly the limit";
}

TEST(RequestParser, ARefusalSaysWhatWasAskedFor) {
  const Parsed parsed = parse("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(parsed.refusal.status, 413U);
  EXPECT_EQ(parsed.refusal.method, "PUT");
  EXPECT_EQ(parsed.refusal.target, "/a");
}

}  // namespace
}  // namespace streamctl::net
