#include "net/http_server/http_syntax.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "net/http_server/response_text.h"

namespace streamctl::net {
namespace {

TEST(HeadScanner, FindsTheEndOfTheHeadInAnyPieces) {
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  HeadScanner scanner;
  for (std::size_t size = 1; size < head.size(); ++size)
    EXPECT_EQ(scanner.scan(head.substr(0, size)), HeadScanner::State::incomplete) << size;
  EXPECT_EQ(scanner.scan(head + "body\n"), HeadScanner::State::complete);
  EXPECT_EQ(scanner.size(), head.size());
}

TEST(HeadScanner, SeesAFaultAsSoonAsItsLine) {
  HeadScanner scanner;
  EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\nHost: x\n"), HeadScanner::State::faulty);
  EXPECT_EQ(scanner.fault(), "bare line feed in the header");
}

TEST(PathOfTarget, TakesEachFormOfTarget) {
  struct Row {
    std::string method;
    std::string target;
    std::optional<std::string> path;
  };
  const Row rows[] = {{"GET", "/", "/"},
                      {"GET", "/a?b=http://c", "/a?b=http://c"},
                      {"GET", "//a", "//a"},
                      {"GET", "http://host/a?b", "/a?b"},
                      {"GET", "HTTPS://host:1", "/"},
                      {"GET", "http://host?q", "/?q"},
                      {"GET", "http:///a", std::nullopt},
                      {"GET", "ftp://host/", std::nullopt},
                      {"GET", "host:80", std::nullopt},
                      {"CONNECT", "host:80", "host:80"},
                      {"OPTIONS", "*", "*"},
                      {"GET", "*", std::nullopt},
                      {"GET", "", std::nullopt}};
  for (const Row& row : rows)
    EXPECT_EQ(path_of_target(row.method, row.target), row.path) << row.method << " " << row.target;
}

std::string text_of(const Response& response, const AnswerForm& form = {}) {
  std::string text;
  append_response(text, response, form);
  return text;
}

TEST(ResponseText, IsHeadAndBody) {
  const Response response{405, {{"Allow", "POST"}}, "no"};
  EXPECT_EQ(text_of(response),
            "HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(text_of(response, {.head_only = true, .keep_alive = false, .date = "today"}),
            "HTTP/1.1 405 Method Not Allowed\r\nDate: today\r\nConnection: close\r\nAllow: POST\r\n"
            "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(text_of({200, {}, ""}, {.http_1_0 = true}),
            "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseText, HasNoBodyWhereTheStatusForbidsOne) {
  EXPECT_EQ(text_of({204, {}, "x"}), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(text_of({304, {}, "x"}), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

TEST(ResponseText, NothingPassedOnCanBeginAnotherFieldOrAnswer) {
  const Response response{200,
                          {{"A", "b\r\nSet-Cookie: c"},
                           {"B\r\nC", "d"},
                           {"", "e"},
                           {"content-LENGTH", "99"},
                           {"Transfer-Encoding", "chunked"}},
                          ""};
  EXPECT_EQ(text_of(response),
            "HTTP/1.1 200 OK\r\nA: b  Set-Cookie: c\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseText, AStatusThatIsNoAnswerBecomes500) {
  for (const unsigned status : {0U, 100U, 199U, 600U, 99999U}) {
    EXPECT_EQ(text_of({status, {}, ""}),
              "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
  }
  EXPECT_EQ(text_of({299, {}, ""}), "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace streamctl::net
