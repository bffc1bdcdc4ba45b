#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "args/routes.h"

namespace streamctl::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RoutesOptions : public ::testing::Test {
 protected:
  Result<std::vector<listener::Route>> read(const std::vector<std::string>& texts) {
    return resolve_routes(texts, {}, context_);
  }

  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  SystemClock clock_;
  Random random_{1};
  int no_signal_ = 0;
  Context context_{.in = in_,
                   .out = out_,
                   .err = err_,
                   .out_terminal = {},
                   .err_terminal = {},
                   .clock = clock_,
                   .random = random_,
                   .stop = {},
                   .stop_signal = no_signal_};
};

TEST_F(RoutesOptions, TellAGlobFromAUrl) {
  const struct {
    const char* text;
    std::vector<std::string> types;
    const char* url;
  } rows[] = {
      {"3000", {}, "http://localhost:3000"},
      {"call.recording_*=3000", {"call.recording_*"}, "http://localhost:3000"},
      {"*=localhost:3000/x", {"*"}, "http://localhost:3000/x"},
      {"custom=http://a.example/?k=v&w==", {"custom"}, "http://a.example/?k=v&w=="},
      {" custom = 3000 ", {"custom"}, "http://localhost:3000"},
      {"call.[ac]*=:3000", {"call.[ac]*"}, "http://localhost:3000"},
      {"http://a.example?k=v", {}, "http://a.example?k=v"},
      {"localhost:3000/x?k=v", {}, "http://localhost:3000/x?k=v"},
      {"localhost?k=v", {}, "http://localhost?k=v"},
      {"3000?k=v", {}, "http://localhost:3000?k=v"},
      {"127.0.0.1?k=v", {}, "http://127.0.0.1?k=v"},
      {"[::1]:3000/?k=v", {}, "http://[::1]:3000/?k=v"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto routes = read({row.text});
    ASSERT_TRUE(routes) << routes.error().what;
    ASSERT_EQ(routes->size(), 1U);
    EXPECT_EQ(routes->front().types, row.types);
    EXPECT_EQ(routes->front().target.url, row.url);
  }
  EXPECT_EQ(err_.str(), "");
}

TEST_F(RoutesOptions, MakeOneRouteOfAUrlWithSeveralGlobs) {
  const auto routes = read({"call.*=3000", "4000", "custom=http://localhost:3000/"});
  ASSERT_TRUE(routes);
  ASSERT_EQ(routes->size(), 2U);
  EXPECT_THAT((*routes)[0].types, ElementsAre("call.*", "custom"));
  EXPECT_THAT((*routes)[1].types, IsEmpty());
}

TEST_F(RoutesOptions, RefuseWhatCannotBeMeant) {
  const struct {
    std::vector<std::string> texts;
    const char* what;
  } rows[] = {
      {{"=3000"}, "there is no event type before '='"},
      {{"call.*="}, "there is no URL after 'call.*='"},
      {{"call.*"}, "there is no URL after the event type 'call.*'"},
      {{"custom"}, "there is no URL after the event type 'custom'"},
      {{"call.*,custom=3000"}, "'call.*,custom' is not one event type or glob"},
      {{"call. *=3000"}, "'call. *' is not an event type or glob"},
      {{"call.[a=3000"}, "has a '[' without its ']'"},
      {{"custom=ftp://a/"}, "--forward-to: "},
      {{"custom=a.example"}, "it has no scheme"},
      {{"3000", "http://localhost:3000/"}, "'http://localhost:3000' is given twice"},
      {{"custom=3000", "custom=3000"}, "'http://localhost:3000' is given twice"},
      {{"3000", "custom=3000"}, "gets every event already"},
      {{"custom=3000", "3000"}, "gets every event already"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const auto routes = read(row.texts);
    ASSERT_FALSE(routes);
    EXPECT_EQ(routes.error().kind, ErrorKind::usage);
    EXPECT_THAT(routes.error().what, HasSubstr(row.what));
  }
}

TEST_F(RoutesOptions, HaveALimit) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < listener::routes_max; ++i)
    texts.push_back(std::to_string(3000 + i));
  EXPECT_TRUE(read(texts));
  texts.emplace_back("custom=4000");
  EXPECT_THAT(read(texts).error().what, HasSubstr("more than 32 targets"));
}

TEST_F(RoutesOptions, WarnOfAGlobThatMatchesNoKnownType) {
  ASSERT_TRUE(read({"call.recordng_*=3000", "message.new=4000"}));
  EXPECT_THAT(err_.str(), HasSubstr("--forward-to: no known event type matches 'call.recordng_*'; "
                                    "did you mean 'call.recording_*'?"));
  EXPECT_THAT(err_.str(), ::testing::Not(HasSubstr("message.new")));
}

}  // namespace
}  // namespace streamctl::cli
