#include "config.h"

#include <filesystem>
#include <map>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "toml.h"

namespace streamctl::cli {
namespace {

class Config : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ + "/.config/streamctl"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text, unsigned mode = 0600) {
    ASSERT_TRUE(write_file(path(), text, mode));
  }
  [[nodiscard]] std::string path() const { return folder_ + "/.config/streamctl/config.toml"; }

  [[nodiscard]] Environment environment() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      if (name == "HOME") return folder_;
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  Result<Settings> settings(const SettingsOptions& options = {}) {
    return resolve_settings(options, environment());
  }

  std::string folder_ = testing::TempDir() + "streamctl-config-" + std::to_string(::getpid());
  std::map<std::string, std::string> variables_;
};

TEST_F(Config, IsNotNeeded) {
  const auto found = settings();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->base_url, "https://video.stream-io-api.com");
  EXPECT_TRUE(found->api_secret.empty());
  EXPECT_EQ(found->state_directory, folder_ + "/.local/state/streamctl");
  const auto secret = require_secret(*found);
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().kind, ErrorKind::config);
  EXPECT_THAT(secret.error().hint, testing::HasSubstr("STREAM_API_SECRET"));
}

TEST_F(Config, YieldsToTheEnvironmentAndThatToOptions) {
  write(
      "[default]\napi_key = \"from-file\"\napi_secret = 'file#secret'  # a "
      "comment\n\n[staging]\napi_key = \"staged\"\n");
  EXPECT_EQ(settings()->api_key, "from-file");
  EXPECT_EQ(settings()->api_secret.reveal(), "file#secret");
  EXPECT_EQ(settings({.profile = "staging"})->api_key, "staged");
  EXPECT_TRUE(settings({.profile = "staging"})->api_secret.empty())
      << "another profile's secret is not borrowed";
  variables_["STREAM_API_KEY"] = "from-environment";
  variables_["STREAMCTL_PROFILE"] = "staging";
  EXPECT_EQ(settings()->api_key, "from-environment");
  EXPECT_EQ(settings()->profile, "staging");
  EXPECT_EQ(settings({.api_key = "from-option"})->api_key, "from-option");
}

TEST_F(Config, IsRefusedWhereOthersCanReadIt) {
  write("api_key = \"k\"\n", 0644);
  const auto refused = settings();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "chmod 600 " + path());
  EXPECT_EQ(refused.error().kind, ErrorKind::config);
}

TEST_F(Config, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> rows[] = {
      {"api_key = k\n", ": line 1: the value of api_key must be a string in quotes"},
      {"\n[default\n", ": line 2: a table is written [name]"},
      {"nonsense\n", ": line 1: expected key = \"value\""},
      {"api_key = \"a\"\napi_key = \"b\"\n", ": line 2: api_key is set twice"},
      {"api_kee = \"k\"\n", ": unknown key 'api_kee' in [default]"}};
  for (const auto& [text, what] : rows) {
    write(text);
    const auto refused = settings();
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().what, path() + what);
  }
}

TEST_F(Config, NamesTheProfilesThereAre) {
  write("[default]\n[staging]\n");
  const auto refused = settings({.profile = "stagin"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "did you mean 'staging'?");
  const auto strange = settings({.profile = "work"});
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().hint, "there is default, staging");
  EXPECT_EQ(profile_names({}, environment()), (std::vector<std::string>{"default", "staging"}));
}

TEST_F(Config, MustExistWhereItWasNamed) {
  EXPECT_FALSE(settings({.config = folder_ + "/none.toml"}));
  variables_["STREAMCTL_CONFIG"] = folder_ + "/none.toml";
  EXPECT_FALSE(settings());
}

TEST_F(Config, RemembersWhereKeyAndSecretCameFrom) {
  EXPECT_EQ(settings()->sources.api_key + settings()->sources.api_secret, "");
  write("[staging]\napi_key = \"k\"\napi_secret = \"s\"\n");
  const auto staged = settings({.profile = "staging"});
  EXPECT_EQ(staged->sources.api_key, "profile staging");
  EXPECT_EQ(staged->sources.api_secret, "profile staging");
  variables_["STREAM_API_SECRET"] = "other";
  const auto mixed = settings({.api_key = "from-option", .profile = "staging"});
  EXPECT_EQ(mixed->sources.api_key, "--api-key");
  EXPECT_EQ(mixed->sources.api_secret, "STREAM_API_SECRET");
}

TEST_F(Config, ShowsTheWayToWhoeverHasNothing) {
  const auto nothing = *settings();
  EXPECT_THAT(require_key(nothing).error().hint, testing::HasSubstr("streamctl doctor"));
  EXPECT_THAT(require_secret(nothing).error().hint, testing::HasSubstr("streamctl doctor"));
  variables_["STREAM_API_KEY"] = "key";
  const auto half = *settings();
  EXPECT_EQ(*require_key(half), "key");
  EXPECT_THAT(require_secret(half).error().hint,
              testing::Not(testing::HasSubstr("streamctl doctor")));
}

TEST_F(Config, TakesTheSecretFromAFile) {
  ASSERT_TRUE(write_file(folder_ + "/secret", "s3cret\n", 0600));
  variables_["STREAM_API_SECRET"] = "other";
  EXPECT_EQ(settings({.api_secret_file = folder_ + "/secret"})->api_secret.reveal(), "s3cret");
  ASSERT_TRUE(write_file(folder_ + "/secret", "\n", 0600));
  EXPECT_FALSE(settings({.api_secret_file = folder_ + "/secret"}));
  EXPECT_FALSE(settings({.api_secret_file = folder_ + "/none"}));
}

TEST_F(Config, TakesASecretOutOfWhatClingsToItInAFile) {
  for (const char* text : {"s3cret\r\n",
                           "\xEF\xBB\xBF"
                           "s3cret\n",
                           "\"s3cret\"\n", " s3cret\t"}) {
    ASSERT_TRUE(write_file(folder_ + "/secret", text, 0600));
    const auto read = settings({.api_secret_file = folder_ + "/secret"});
    EXPECT_EQ(read->api_secret.reveal(), "s3cret") << text;
    EXPECT_EQ(read->secret_warning, "");
  }
  ASSERT_TRUE(write_file(folder_ + "/secret", "s3cret\nanother\n", 0600));
  const auto refused = settings({.api_secret_file = folder_ + "/secret"});
  EXPECT_THAT(refused.error().what, testing::HasSubstr("has 2 lines, and a secret is one"));
  ASSERT_TRUE(write_file(folder_ + "/secret", std::string("\xFF\xFEs\0\r\0\n\0", 8), 0600));
  EXPECT_THAT(settings({.api_secret_file = folder_ + "/secret"}).error().what,
              testing::HasSubstr("is it UTF-16?"));
  EXPECT_THAT(refused.error().what, testing::Not(testing::HasSubstr("s3cret")));
}

TEST_F(Config, WarnsOfASecretFileThatOthersCanRead) {
  ASSERT_TRUE(write_file(folder_ + "/secret", "s3cret", 0644));
  EXPECT_THAT(settings({.api_secret_file = folder_ + "/secret"})->secret_warning,
              testing::HasSubstr("can be read by others; chmod 600 "));
  ASSERT_TRUE(write_file(folder_ + "/mounted", "s3cret", 0444));  // As containers mount one.
  EXPECT_EQ(settings({.api_secret_file = folder_ + "/mounted"})->secret_warning, "");
}

TEST_F(Config, DoesNotRepeatASecretThatIsTakenForItsFile) {
  const auto refused = settings({.api_secret_file = "s3cret"});
  EXPECT_THAT(refused.error().what + refused.error().hint,
              testing::Not(testing::HasSubstr("s3cret")));
  EXPECT_THAT(refused.error().hint, testing::HasSubstr("STREAM_API_SECRET"));
  EXPECT_THAT(settings({.api_secret_file = folder_ + "/none"}).error().what,
              testing::HasSubstr(folder_ + "/none"));
}

TEST_F(Config, WarnsOfWhatClingsToASecret) {
  const std::pair<const char*, const char*> rows[] = {
      {"s3cret\r", "ends with a carriage return"},
      {"s3cret\n", "ends with a newline"},
      {"s3cret ", "ends with a space"},
      {"s3cret\t", "ends with a tab"},
      {" s3cret", "begins with a space"},
      {"\"s3cret\"", "stands in quotes"},
      {"'s3cret'", "stands in quotes"},
      {"s3cret\"", "ends with a quote"},
      {"'s3cret", "begins with a quote"},
      {"\xEF\xBB\xBFs3cret", "a byte order mark"},
      {"s3\x01"
       "cret",
       "holds a control character"},
      {"\"s3cret\"\r", "ends with a carriage return and stands in quotes,"},
      {"`s3cret`", "stands in backticks"},
      {"\xE2\x80\x9Cs3cret\xE2\x80\x9D",
       "ends with a typographic quote and begins "
       "with a typographic quote"},
      {"STREAM_API_SECRET=s3cret", "holds an equals sign"},
      {"export STREAM_API_SECRET=s3cret", "holds a space and an equals sign"},
      {"{\"secret\":\"s3cret\"}", "holds a brace and a quote"},
      {"s3cret # prod", "holds a space"},
      {"s3cret\\n", "holds a backslash"},
      {"s3cret,", "ends with a comma"},
      {"${s3}", "holds a dollar sign and a brace"},
      {"top s3cret", "holds a space"}};
  for (const auto& [secret, words] : rows) {
    variables_["STREAM_API_SECRET"] = secret;
    const auto found = settings();
    EXPECT_EQ(found->api_secret.reveal(), secret) << "it is used as it stands";
    EXPECT_THAT(found->secret_warning, testing::HasSubstr(words));
    EXPECT_THAT(found->secret_warning, testing::HasSubstr("STREAM_API_SECRET"));
    EXPECT_THAT(found->secret_warning, testing::Not(testing::HasSubstr("s3")));
  }
  for (const char* clean :
       {"e2e-secret-0f9d", "test_secret_do_not_use_in_production", "emulator-secret",
        "c2VjcmV0IQ==", "c2Vj+mV0/Q=", "a,b", "s\u00e9cret"}) {
    variables_["STREAM_API_SECRET"] = clean;
    EXPECT_EQ(settings()->secret_warning, "") << clean;
  }
}

TEST_F(Config, WarnsOfWhatIsInASecretFileBesideTheSecret) {
  ASSERT_TRUE(write_file(folder_ + "/secret", "STREAM_API_SECRET=s3cret\n", 0600));
  const auto found = settings({.api_secret_file = folder_ + "/secret"});
  ASSERT_TRUE(found);
  EXPECT_THAT(found->secret_warning,
              testing::StartsWith("the API secret of --api-secret-file holds an equals sign"));
  EXPECT_THAT(found->secret_warning, testing::Not(testing::HasSubstr("s3cret")));
}

TEST_F(Config, CountsASecretOfWhiteSpaceAsNotSet) {
  variables_["STREAM_API_SECRET"] = " \t\r\n";
  EXPECT_TRUE(settings()->api_secret.empty());
  EXPECT_EQ(settings()->secret_warning, "");
  write("[default]\napi_secret = \"s3cret\"\n");
  EXPECT_EQ(settings()->api_secret.reveal(), "s3cret");
  EXPECT_EQ(settings()->sources.api_secret, "profile default");
}

TEST_F(Config, TakesTheKeyOutOfWhatClingsToIt) {
  variables_["STREAM_API_KEY"] = "\"k3y\"\r";
  EXPECT_EQ(settings()->api_key, "k3y");
}

TEST_F(Config, RefusesAKeyWithAControlCharacter) {
  for (const char* key : {"k3y\nother", "k3\ty", "k3\x7fy"}) {
    variables_["STREAM_API_KEY"] = key;
    const auto refused = settings();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "the API key of STREAM_API_KEY holds a control character");
  }
}

TEST_F(Config, KnowsWhatElseMaySignInTheSecretsPlace) {
  write("[default]\napi_secret = \"one\"\n[staging]\napi_secret = \"two\"\n");
  variables_["STREAM_API_KEY"] = "k3y";
  const auto keys = settings()->other_keys;
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys[0], (crypto::OtherKey{"the API key, not the secret", Secret("k3y")}));
  EXPECT_EQ(keys[2], (crypto::OtherKey{"the secret of profile staging", Secret("two")}));
}

TEST_F(Config, TakesAProfileByAnyName) {
  write("[\"eu.prod\"]\napi_key = \"k\"\n[eu.prod]\napi_key = \"no profile\"\n");
  EXPECT_EQ(settings({.profile = "eu.prod"})->api_key, "k");
  write("[eu.prod]\napi_key = \"k\"\n");
  const auto refused = settings({.profile = "eu.prod"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "a name with a dot stands in quotes there: [\"eu.prod\"]");
}

TEST_F(Config, IsStrictWithItsOwnKeysAlone) {
  write("retries = 3\n[default]\napi_key = \"k\"\n[default.deep]\napi_key = 7\n[other]\nx = [1]\n");
  EXPECT_EQ(settings()->api_key, "k");
  const std::pair<const char*, const char*> rows[] = {
      {"api_secret = 5\n", ": the value of api_secret must be a string in quotes in [default]"},
      {"[a]\nuser_id = [\"x\"]\n", ": the value of user_id must be a string in quotes in [a]"},
      {"api_secrett = 5\n", ": unknown key 'api_secrett' in [default]"},
      {"colour = \"red\"\n", ": unknown key 'colour' in [default]"}};
  for (const auto& [text, what] : rows) {
    write(text);
    const auto refused = settings();
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().what, path() + what);
  }
}

TEST(Toml, ReadsAllOfIt) {
  const auto tables = parse_toml(R"(# A comment.
a = "x\"y\\ # not a comment" # one
"quoted key" = "\u00fc\U0001f600\b\f"
[t]
b = 'C:\x'
many = """
two
lines"""
literal = '''it's'''
number = 1
[ "with.dot" ]
c = "d"
)");
  ASSERT_TRUE(tables) << tables.error().what;
  const TomlTable& first = tables->at("default");
  EXPECT_EQ(first.at("a"), "x\"y\\ # not a comment");
  EXPECT_EQ(first.at("quoted key"), "\xc3\xbc\xf0\x9f\x98\x80\b\f");
  EXPECT_EQ(tables->at("t").at("b"), "C:\\x");
  EXPECT_EQ(tables->at("t").at("many"), "two\nlines");
  EXPECT_EQ(tables->at("t").at("literal"), "it's");
  EXPECT_EQ(tables->at("t").at("number"), std::nullopt);
  EXPECT_EQ(tables->at("with.dot").at("c"), "d");
  EXPECT_EQ(parse_toml("\xef\xbb\xbf"
                       "a = 'x'\r\n")
                ->at("default")
                .at("a"),
            "x");
  EXPECT_EQ(parse_toml("default.a = 'x'\nb = {c = 'y'}\n")->at("b").at("c"), "y");
}

/// The file contains a secret: no error may show any part of it.
TEST(Toml, SaysWhatIsWrongAndShowsNoSecret) {
  const std::string broken = " is not valid TOML: look at its quotes and backslashes";
  const std::pair<std::string, std::string> rows[] = {
      {"api_secret = 5ecret", "line 1: the value of api_secret must be a string in quotes"},
      {"api_secret = 5ecret\n", "line 1: the value of api_secret must be a string in quotes"},
      {"\napi_secret = \"5ecret", "line 2: the string of api_secret" + broken},
      {"api_secret = \"5ecret\\q\"\n", "line 1: the string of api_secret" + broken},
      {"api_secret = \"5ecret\" y\n", "line 1: the string of api_secret" + broken},
      {"5ecret==\n", "line 1: the value of this key must be a string in quotes"},
      {"5ecret\n", "line 1: expected key = \"value\""},
      {"= \"5ecret\"\n", "line 1: the string of this key" + broken},
      {"[5ecret\n", "line 1: a table is written [name]"},
      {"[t]\n[t]\n", "line 2: this table stands in the file already"},
      {"a = '5ecret'\na = '5ecret'\n", "line 2: a is set twice"},
      {"a = 'x'\n[default]\na = '5ecret'\n",
       "line 3: a is set twice, before the tables and in [default]"},
      {"a = \"5ecret\x01\"\n", "line 1: it holds a control character"},
      {"a = \"5ecret\xff\"\n", "line 1: it is not UTF-8 text"}};
  for (const auto& [text, what] : rows) {
    SCOPED_TRACE(text);
    const auto refused = parse_toml(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, what);
    EXPECT_EQ(refused.error().what.find("5ecret"), std::string::npos);
  }
}

}  // namespace
}  // namespace streamctl::cli
