#include "capture/http_head.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::capture {
namespace {

TEST(HttpHead, TakesTheLinesBeforeABody) {
  HttpHead head;
  for (const char* line : {"POST /hook HTTP/1.1", "Host: x", "X-Signature:  ab ", "X-Empty:"})
    EXPECT_TRUE(head.takes(line)) << line;
  EXPECT_TRUE(head.lacks_event());
  EXPECT_FALSE(head.takes(R"({"type":"x"})"));
  EXPECT_FALSE(head.takes("Host: y")) << "the head has ended";
  EXPECT_EQ(head.take_fields(),
            (net::Headers{{"Host", "x"}, {"X-Signature", "ab"}, {"X-Empty", ""}}));
  EXPECT_FALSE(head.lacks_event());
  EXPECT_TRUE(head.take_fields().empty());
}

TEST(HttpHead, BeginsWithARequestOrAnAnswer) {
  for (const char* line : {"POST / HTTP/1.1", "POST http://localhost:3000/hook", "PUT /x",
                           "POST {{host}}/hook", "HTTP/1.1 200 OK", "HTTP/2 200"})
    EXPECT_TRUE(HttpHead().takes(line)) << line;
  for (const char* line : {"", "Host: x", "POST", "POST it", "7b", "type: call.created",
                           R"({"type":"x"})", "127.0.0.1 - - \"POST / HTTP/1.1\" 200"})
    EXPECT_FALSE(HttpHead().takes(line)) << line;
}

TEST(HttpHead, TakesTheRemarksOfAnHttpFile) {
  EXPECT_FALSE(HttpHead().takes("# no .http file"));
  HttpHead head;
  for (const char* line : {"### Created", "@host = http://localhost:3000", "# @name created",
                           "POST {{host}}/hook", "// the app", "Host: x"})
    EXPECT_TRUE(head.takes(line)) << line;
  EXPECT_FALSE(head.takes(R"({"type":"x"})"));
  EXPECT_TRUE(head.takes("###"));
  EXPECT_EQ(head.take_fields(), (net::Headers{{"Host", "x"}}));
}

TEST(HttpHead, TakesTheSizesOfChunks) {
  HttpHead head;
  EXPECT_TRUE(head.takes("POST / HTTP/1.1"));
  EXPECT_TRUE(head.takes("transfer-encoding: chunked"));
  EXPECT_TRUE(head.takes("7b"));
  EXPECT_FALSE(head.takes(R"({"type":"x"})"));
  EXPECT_TRUE(head.takes("0"));
  EXPECT_FALSE(head.takes("nonsense"));
  EXPECT_TRUE(head.takes("POST / HTTP/1.1"));
  EXPECT_FALSE(head.takes("0")) << "the next one is not chunked";
}

TEST(HttpHead, JoinsChunks) {
  EXPECT_EQ(unchunked("2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n"), "abcde");
  EXPECT_EQ(unchunked("A\n0123456789\n0\n"), "0123456789");
  EXPECT_EQ(unchunked("0\r\n\r\n"), "");
  for (const char* chunks : {"", "2", "2\r\na", "2\r\nab", "2\r\nab\r\n", "x\r\nab\r\n0\r\n",
                             "ffffffffffffffffff\r\nab\r\n", "-1\r\nab\r\n0\r\n"})
    EXPECT_EQ(unchunked(chunks), std::nullopt) << chunks;
}

}  // namespace
}  // namespace streamctl::capture
