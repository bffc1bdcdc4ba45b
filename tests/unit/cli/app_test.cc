#include "app.h"

#include <cctype>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text.h"
#include "core/units.h"
#include "generate/command_doc.h"

namespace streamctl::cli {
namespace {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran ran(const std::vector<std::string>& arguments,
        std::map<std::string, std::string> variables = {}, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const SystemClock clock;
  const int no_signal = 0;
  Host host{in,
            out,
            err,
            -1,
            -1,
            [&](const std::string& name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            clock,
            std::stop_token{},
            no_signal};
  const int code = run(arguments, host);
  return {code, out.str(), err.str()};
}

TEST(CommandLine, FailsInOneLineWithAHint) {
  struct Row {
    std::vector<std::string> arguments;
    std::string err;
  };
  const Row rows[] = {
      {{"lisen"}, "streamctl: error: unknown command 'lisen'\nhint: did you mean 'listen'?\n"},
      {{"zzz"}, "streamctl: error: unknown command 'zzz'\nhint: see 'streamctl --help'\n"},
      {{"events", "--grup", "x"},
       "streamctl: error: unknown option '--grup'\nhint: did you mean '--group'?\n"},
      {{"events", "--color", "sometimes"},
       "streamctl: error: --color: 'sometimes' is not one of auto, always, never\n"},
      {{"events", "--timeout-connect", "soon"},
       "streamctl: error: --timeout-connect: bad duration 'soon'\nhint: write it like 250ms, 6s, "
       "1.5m, 1h or 30d\n"},
      {{"events", "--timeout-connect", "0"},
       "streamctl: error: --timeout-connect: nothing can be connected to in no time\n"},
      {{"events", "--group"},
       "streamctl: error: --group needs a value\nhint: see 'streamctl events --help'\n"},
      {{"events", "example"},
       "streamctl: error: TYPE is required\nhint: see 'streamctl events example --help'\n"},
      {{"events", "show", "call.craeted"},
       "streamctl: error: unknown event type 'call.craeted'\nhint: did you mean 'call.created'?\n"},
      {{"events", "show", "call.created", "more"},
       "streamctl: error: unexpected argument 'more'\nhint: see 'streamctl events show --help'\n"},
      {{"events", "call.*", "show", "call.created"},
       "streamctl: error: unexpected argument 'call.*'\nhint: see 'streamctl events show "
       "--help'\n"},
      {{"events", "exmaple", "custom"},
       "streamctl: error: unknown command 'exmaple'\nhint: did you mean 'example'?\n"},
      {{"events", "shwo"},
       "streamctl: error: no event type matches 'shwo'\nhint: did you mean 'streamctl events show "
       "TYPE'?\n"},
      {{"emulator", "clock", "freez"},
       "streamctl: error: unknown command 'freez'\nhint: did you mean 'freeze'?\n"},
      {{"events", "custom", "--group", "recording"},
       "streamctl: error: --group: no event type of the group 'recording' matches "
       "'custom'\nhint: 'custom' is of the group 'custom'\n"},
      {{"help", "json", "x"},
       "streamctl: error: unexpected argument 'x'\nhint: see 'streamctl help json'\n"},
      {{"events", "show", "CallRespons"},
       "streamctl: error: unknown event type 'CallRespons'\nhint: did you mean 'CallResponse'?\n"},
      {{"help", "forge", "x"},
       "streamctl: error: unknown command 'x'\nhint: see 'streamctl forge --help'\n"},
      {{"help", "emulator", "state", "x"},
       "streamctl: error: unknown command 'x'\nhint: see 'streamctl emulator state --help'\n"},
      {{"completion", "bash", "more"},
       "streamctl: error: unexpected argument 'more'\nhint: see 'streamctl completion --help'\n"},
      {{"\x1b[31mred"},
       "streamctl: error: unknown command '\\u001b[31mred'\nhint: see 'streamctl --help'\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.arguments.front());
    const Ran result = ran(row.arguments);
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, row.err);
  }
}

/// The words that name an argument whose help speaks of standard input, and read it.
std::vector<std::vector<std::string>> readers_of(const CommandDoc& command) {
  std::vector<std::vector<std::string>> lines;
  const auto path = split(command.name, ' ');
  const auto is_reader = [](const OptionDoc& one) {
    return one.summary.find("standard input") != std::string::npos;
  };
  const auto line = [&](const std::string& read, const std::vector<std::string>& more) {
    std::vector<std::string> words(path.begin() + 1, path.end());
    for (const OptionDoc& one : command.positionals)
      if (one.required || one.names[0] == read)
        words.emplace_back(one.names[0] == read ? "-" : one.metavar == "KEY" ? "api_key" : "a:b");
    words.insert(words.end(), more.begin(), more.end());
    lines.push_back(std::move(words));
  };
  for (const OptionDoc& one : command.positionals)
    if (is_reader(one)) line(one.names[0], {});
  for (const OptionDoc& one : command.options) {
    if (!is_reader(one)) continue;
    line("", one.metavar.empty() ? std::vector<std::string>{one.names.back()}
                                 : std::vector<std::string>{one.names.back(), "-"});
  }
  for (const CommandDoc& below : command.commands)
    for (auto& words : readers_of(below))
      lines.push_back(std::move(words));
  return lines;
}

TEST(CommandLine, RefusesToReadStandardInputTwice) {
  std::size_t count = 0;
  const CommandDoc root = describe_tree();
  for (const CommandDoc& command : root.commands) {
    for (std::vector<std::string> words : readers_of(command)) {
      words.insert(words.end(), {"--api-secret-file", "-"});
      const Ran result = ran(words);
      EXPECT_EQ(result.code, 2) << joined(words, " ");
      EXPECT_THAT(result.err, testing::HasSubstr(" both read standard input\nhint: name a file"))
          << joined(words, " ");
      ++count;
    }
  }
  EXPECT_GT(count, 15U);
  const std::vector<std::vector<std::string>> others{{"token", "inspect", "--api-secret-file", "-"},
                                                     {"replay", "-", "-"},
                                                     {"sign", "-", "--env-file", "-"},
                                                     {"replay", "-", "--data", "@-"},
                                                     {"forge", "--scenario", "-", "--data", "-"}};
  for (const auto& words : others) {
    const Ran result = ran(words);
    EXPECT_EQ(result.code, 2) << joined(words, " ");
    EXPECT_THAT(result.err, testing::HasSubstr("standard input")) << joined(words, " ");
  }
  EXPECT_THAT(ran({"emulator", "save", "-", "--api-secret-file", "/dev/null", "--at", "x"}).err,
              testing::Not(testing::HasSubstr("standard input")));
}

TEST(CommandLine, FailsAsJsonWhereJsonIsAskedFor) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"-o", "json", "nope"},
                                                    {"nope", "--output", "json"},
                                                    {"--output=json", "nope"}}) {
    EXPECT_EQ(ran(arguments).err,
              "{\"error\":{\"code\":\"usage\",\"message\":\"unknown command "
              "'nope'\",\"hint\":\"see 'streamctl "
              "--help'\"}}\n");
  }
}

TEST(CommandLine, LeavesOutAHintThatThereIsNot) {
  const Ran failed = ran({"events", "--color", "sometimes", "--output", "json"});
  EXPECT_EQ(failed.code, 2);
  EXPECT_EQ(failed.err.find("hint"), std::string::npos) << failed.err;
  EXPECT_NE(failed.err.find(R"("code":"usage")"), std::string::npos) << failed.err;
}

TEST(CommandLine, TakesSharedOptionsBeforeAndBehindTheCommand) {
  const std::string before = ran({"-o", "json", "events", "custom"}).out;
  EXPECT_EQ(before, ran({"events", "custom", "-o", "json"}).out);
  EXPECT_THAT(before, testing::StartsWith("{\"kind\":\"event_type\",\"type\":\"custom\""));
}

TEST(CommandLine, RefusesAnOptionOfOneValueThatIsGivenTwice) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"events", "--group", "call", "--group", "custom"},
        {"-o", "pretty", "events", "custom", "-o", "json"}}) {
    const auto [code, out, err] = ran(arguments);
    EXPECT_EQ(code, 2);
    EXPECT_EQ(out, "");
    EXPECT_THAT(err, testing::HasSubstr("twice"));
  }
}

/// Every command, nested ones included, but not the root.
std::vector<const CommandDoc*> commands_below(const CommandDoc& command) {
  std::vector<const CommandDoc*> all;
  for (const CommandDoc& below : command.commands) {
    all.push_back(&below);
    const auto nested = commands_below(below);
    all.insert(all.end(), nested.begin(), nested.end());
  }
  return all;
}

/// The arguments after the program name in "streamctl events show".
std::vector<std::string> words_of_name(const CommandDoc& command) {
  std::istringstream name(command.name);
  std::vector<std::string> words{std::istream_iterator<std::string>(name), {}};
  words.erase(words.begin());
  return words;
}

TEST(CommandLine, HelpsEveryCommand) {
  EXPECT_EQ(ran({}).out, ran({"--help"}).out);
  EXPECT_EQ(ran({"--output", "json"}).out, ran({"--help"}).out);  // The defaults are what they are.
  EXPECT_EQ(ran({"--version"}).out, "streamctl " STREAMCTL_VERSION "\n");
  const CommandDoc root = describe_tree();
  for (const CommandDoc* command : commands_below(root)) {
    SCOPED_TRACE(command->name);
    std::vector<std::string> words = words_of_name(*command);
    std::vector<std::string> asked = words;
    asked.emplace_back("--help");
    const Ran help = ran(asked);
    EXPECT_EQ(help.code, 0);
    words.insert(words.begin(), "help");
    EXPECT_EQ(help.out, ran(words).out);
    EXPECT_THAT(help.out, testing::HasSubstr("\nUsage:\n  " + command->name));
    EXPECT_THAT(help.out, testing::HasSubstr("\nExamples:\n"));
    std::istringstream lines(help.out);
    for (std::string line; std::getline(lines, line);) {
      // Examples are not wrapped, so that they can be pasted.
      const bool is_example = line.starts_with("  ") && line.find("streamctl ") != line.npos;
      if (!is_example && !line.starts_with("      --")) {
        EXPECT_LE(line.size(), 80U) << line;
      }
    }
  }
}

TEST(CommandLine, NeverShowsASecret) {
  const std::map<std::string, std::string> variables{{"STREAM_API_SECRET", "hunter2hunter2"}};
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"forge", "--help"},
                                                    {"forge", "call.created", "--print"},
                                                    {"nope"}}) {
    const Ran result = ran(arguments, variables);
    EXPECT_EQ((result.out + result.err).find("hunter2"), std::string::npos);
  }
}

TEST(CommandLine, EveryCommandHasItsWordsInOrder) {
  const CommandDoc root = describe_tree();
  for (const CommandDoc* command : commands_below(root)) {
    SCOPED_TRACE(command->name);
    EXPECT_FALSE(command->summary.ends_with('.'));
    EXPECT_FALSE(command->description.empty());
    EXPECT_FALSE(command->examples.empty());
    for (const auto& example : command->examples)
      EXPECT_TRUE(std::isupper(static_cast<unsigned char>(example.says.front()))) << example.says;
    for (const auto& option : command->options) {
      EXPECT_FALSE(option.summary.empty()) << option.names.front();
      // Defaults are in a form that can be pasted.
      if (option.metavar == "DURATION" && !option.default_text.empty()) {
        EXPECT_TRUE(parse_duration(option.default_text)) << option.default_text;
      }
      EXPECT_FALSE(option.summary.ends_with('.')) << option.names.front();
    }
  }
}

}  // namespace
}  // namespace streamctl::cli
