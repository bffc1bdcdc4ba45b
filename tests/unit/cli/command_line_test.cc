#include "args/command_line.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "args/arguments.h"

namespace streamctl::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

enum class Colour { red, green };

/// The values of every kind of argument.
struct Values {
  std::string text = "usual";
  std::optional<std::string> maybe_text;
  std::vector<std::string> texts;
  std::vector<std::string> several;
  bool flag = false;
  bool retry = true;
  bool given = false;
  std::chrono::nanoseconds duration = 1h;
  std::optional<std::chrono::nanoseconds> maybe_duration;
  std::uint64_t size = 5 * 1024 * 1024;
  std::uint64_t count = 3;
  std::optional<std::uint64_t> maybe_count;
  std::optional<double> number;
  Colour colour = Colour::green;
  std::optional<Colour> maybe_colour;
  std::vector<std::string> rest;
};

void declare(Arguments& arguments, Values& values) {
  arguments.text("-t,--text", values.text, "Text").metavar("T").group("Texts");
  arguments.text("--maybe-text", values.maybe_text, "Text").metavar("T");
  arguments.texts("--texts", values.texts, "Texts").metavar("T").given(values.given);
  arguments.texts("--several", values.several, "Texts").metavar("T").several();
  arguments.flag("--flag", values.flag, "Flag");
  arguments.flag("--no-retry", values.retry, "Flag", false);
  arguments.duration("--duration", values.duration, "Time");
  arguments.duration("--maybe-duration", values.maybe_duration, "Time");
  arguments.size("--size", values.size, "Size");
  arguments.count("--count", values.count, 1, 9, "Count");
  arguments.count("--seed", values.maybe_count, 0, std::numeric_limits<std::uint64_t>::max(),
                  "Count");
  arguments.number("--number", values.number, 0.5, 2, "Number");
  const Choices<Colour> colours{{"red", Colour::red}, {"green", Colour::green}};
  arguments.choice("--colour", values.colour, colours, "Colour");
  arguments.choice("--maybe-colour", values.maybe_colour, colours, "Colour");
  arguments.rest(values.rest, "A program");
}

/// A root with the command `do`, the arguments of which are written to `values`.
Command root_with(Values& values) {
  Command command;
  command.name = "do";
  command.declare = [&values](Arguments& arguments) -> cli::CommandRun {
    declare(arguments, values);
    return [](Context&) { return 0; };
  };
  return {.name = "tool",
          .group = "",
          .summary = "",
          .description = "",
          .examples = {},
          .declare = nullptr,
          .commands = {command}};
}

TEST(Arguments, AreReadIntoTheirTargets) {
  Values values;
  CommandLine line(root_with(values));
  const auto parsed = line.parse({"do",
                                  "-t",
                                  "a",
                                  "--maybe-text",
                                  "b",
                                  "--texts",
                                  "c",
                                  "--texts=d",
                                  "--several",
                                  "e",
                                  "f",
                                  "--flag",
                                  "--no-retry",
                                  "--duration",
                                  "2s",
                                  "--maybe-duration",
                                  "3ms",
                                  "--size",
                                  "1KiB",
                                  "--count",
                                  "9",
                                  "--seed",
                                  "18446744073709551615",
                                  "--number",
                                  "0.5",
                                  "--colour",
                                  "red",
                                  "--maybe-colour",
                                  "green",
                                  "--",
                                  "make",
                                  "--flag"});
  ASSERT_TRUE(parsed) << parsed.error().what;
  EXPECT_EQ(parsed->command, "tool do");
  EXPECT_TRUE(parsed->run);
  EXPECT_EQ(values.text, "a");
  EXPECT_EQ(values.maybe_text, "b");
  EXPECT_THAT(values.texts, ElementsAre("c", "d"));
  EXPECT_THAT(values.several, ElementsAre("e", "f"));
  EXPECT_TRUE(values.flag);
  EXPECT_FALSE(values.retry);
  EXPECT_TRUE(values.given);
  EXPECT_EQ(values.duration, 2s);
  EXPECT_EQ(values.maybe_duration, 3ms);
  EXPECT_EQ(values.size, 1024U);
  EXPECT_EQ(values.count, 9U);
  EXPECT_EQ(values.maybe_count, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(values.number, 0.5);
  EXPECT_EQ(values.colour, Colour::red);
  EXPECT_EQ(values.maybe_colour, Colour::green);
  EXPECT_THAT(values.rest, ElementsAre("make", "--flag"));
}

TEST(Arguments, KeepTheirDefaultsWhenTheyAreNotGiven) {
  Values values;
  CommandLine line(root_with(values));
  ASSERT_TRUE(line.parse({"do"}));
  EXPECT_EQ(values.text, "usual");
  EXPECT_EQ(values.maybe_text, std::nullopt);
  EXPECT_TRUE(values.retry);
  EXPECT_FALSE(values.given);
  EXPECT_EQ(values.duration, 1h);
  EXPECT_EQ(values.maybe_count, std::nullopt);
  EXPECT_EQ(values.colour, Colour::green);
  EXPECT_EQ(values.maybe_colour, std::nullopt);
}

TEST(Arguments, NameThemselvesInErrors) {
  const struct {
    std::vector<std::string> words;
    const char* what;
    const char* hint;
  } rows[] = {
      {{"--duration", "soon"},
       "--duration: bad duration 'soon'",
       "write it like 250ms, 6s, 1.5m, 1h or 30d"},
      {{"--maybe-duration", "1"},
       "--maybe-duration: bad duration '1'",
       "write it like 250ms, 6s, 1.5m, 1h or 30d"},
      {{"--size", "big"}, "--size: bad size 'big'", "write it like 512KiB, 5MiB or 4096"},
      {{"--count", "0"}, "--count: '0' is not a whole number from 1 to 9", ""},
      {{"--count", "3x"}, "--count: '3x' is not a whole number from 1 to 9", ""},
      {{"--seed", "-1"}, "--seed: '-1' is not a whole number of 0 or more", ""},
      {{"--number", "0.4"}, "--number: '0.4' is not a number from 0.5 to 2", ""},
      {{"--number", "nan"}, "--number: 'nan' is not a number from 0.5 to 2", ""},
      {{"--colour", "rde"}, "--colour: 'rde' is not one of red, green", "did you mean 'red'?"},
      {{"--colour", "\x1b"}, "--colour: '\\u001b' is not one of red, green", ""},
      {{"--text", ""}, "--text: it is empty: is a variable not set?", "see 'tool do --help'"},
      {{"--texts="}, "--texts: it is empty: is a variable not set?", ""},
      {{"--text"}, "--text needs a value", "see 'tool do --help'"},
      {{"-t", "a", "--text", "b"},
       "--text is given twice",
       "it takes one value; leave the others out"},
      {{"--tetx", "a"}, "unknown option '--tetx'", "did you mean '--text'?"},
      {{"make"},
       "unexpected argument 'make'",
       "put a command behind --, as in 'tool do -- make test'"},
      {{"--"}, "there is no command behind --", "is a variable not set? Leave -- out to run none"},
  };
  for (const auto& row : rows) {
    Values values;
    CommandLine line(root_with(values));
    std::vector<std::string> words{"do"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    const auto parsed = line.parse(words);
    ASSERT_FALSE(parsed) << row.what;
    EXPECT_EQ(parsed.error(), usage_error(row.what, row.hint));
  }
}

TEST(Arguments, DescribeThemselves) {
  Values values;
  const CommandDoc doc = CommandLine(root_with(values)).describe().commands.at(0);
  const auto option = [&](const std::string& name) {
    for (const OptionDoc& one : doc.options)
      if (one.names.back() == name) return one;
    return OptionDoc{};
  };
  EXPECT_THAT(option("--text").names, ElementsAre("-t", "--text"));
  EXPECT_EQ(option("--text").metavar, "T");
  EXPECT_EQ(option("--text").group, "Texts");
  EXPECT_EQ(option("--text").default_text, "");
  EXPECT_FALSE(option("--text").repeatable);
  EXPECT_TRUE(option("--texts").repeatable);
  EXPECT_EQ(option("--flag").metavar, "");
  EXPECT_EQ(option("--flag").group, "Options");
  EXPECT_EQ(option("--duration").metavar, "DURATION");
  EXPECT_EQ(option("--duration").default_text, "1h");
  EXPECT_EQ(option("--maybe-duration").default_text, "");
  EXPECT_EQ(option("--size").default_text, "5MiB");
  EXPECT_EQ(option("--colour").metavar, "red|green");
  EXPECT_EQ(option("--colour").default_text, "green");
  EXPECT_EQ(option("--maybe-colour").default_text, "");
  ASSERT_EQ(doc.positionals.size(), 1U);
  EXPECT_THAT(doc.positionals[0].names, ElementsAre("COMMAND"));
  EXPECT_EQ(doc.positionals[0].metavar, "COMMAND");
}

TEST(Arguments, WordsBehindTheDashesAreNoFiles) {
  for (const std::vector<std::string>& files :
       {std::vector<std::string>{}, std::vector<std::string>{"a", "b"}}) {
    std::vector<std::string> taken;
    std::vector<std::string> program;
    std::string profile;
    Command command;
    command.name = "do";
    command.declare = [&](Arguments& arguments) -> cli::CommandRun {
      arguments.texts("FILE", taken, "Files");
      arguments.rest(program, "A program");
      return [](Context&) { return 0; };
    };
    Command root;
    root.name = "tool";
    root.declare = [&](Arguments& arguments) -> cli::CommandRun {
      arguments.text("--profile", profile, "A name");
      return nullptr;
    };
    root.commands = {command};
    CommandLine line(root);
    std::vector<std::string> words{"--profile", "do", "do"};
    words.insert(words.end(), files.begin(), files.end());
    for (const char* word : {"--", "make", "--help", "--", "do"})
      words.emplace_back(word);
    const auto parsed = line.parse(words);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(profile, "do");
    EXPECT_EQ(taken, files);
    EXPECT_THAT(program, ElementsAre("make", "--help", "--", "do"));
    EXPECT_FALSE(line.parse({"do", "a", "--"}));
    EXPECT_FALSE(line.parse({"do", "a", "--", ""}));
  }
}

TEST(CommandLine, DeclaresTheArgumentsOfTheCommandsThatAreNamed) {
  std::vector<std::string> declared;
  const auto named = [&](const std::string& name, std::vector<Command> below) {
    const auto declare = [&declared, name](Arguments&) -> cli::CommandRun {
      declared.push_back(name);
      return nullptr;
    };
    return Command{.name = name, .declare = declare, .commands = std::move(below)};
  };
  CommandLine line(named("tool", {named("do", {named("more", {})}), named("undo", {})}));
  ASSERT_TRUE(line.parse({"do"}));
  EXPECT_THAT(declared, ElementsAre("tool", "do"));
  declared.clear();
  EXPECT_EQ(line.describe().commands.size(), 2U);
  EXPECT_THAT(declared, ElementsAre("tool", "do", "more", "undo"));
}

/// A command that returns `code`, with an option --NAME-option.
Command command_of(const std::string& name, ExitCode code) {
  Command command;
  command.name = name;
  command.summary = "The summary of " + name;
  command.description = "About " + name;
  command.examples = {{"tool " + name, "An example"}};
  command.declare = [name, code](Arguments& arguments) -> cli::CommandRun {
    auto option = std::make_shared<std::string>();
    arguments.text("--" + name + "-option", *option, "An option").metavar("X");
    return [option, code](Context&) { return code; };
  };
  return command;
}

/// tool -> outer (runs) -> inner -> innermost; tool -> group (does not run) -> member.
Command nested() {
  Command root = command_of("tool", 0);
  Command outer = command_of("outer", 1);
  Command inner = command_of("inner", 2);
  inner.commands = {command_of("innermost", 3)};
  outer.commands = {inner, command_of("other", 4)};
  Command group = command_of("group", 5);
  group.declare = nullptr;
  group.commands = {command_of("member", 6)};
  root.commands = {outer, group};
  return root;
}

Result<ParsedLine> parsed(const std::vector<std::string>& words) {
  CommandLine line(nested());
  auto parsed = line.parse(words);
  if (parsed) parsed->chosen = nullptr;  // It belongs to `line`.
  return parsed;
}

TEST(CommandTree, ChoosesTheInnermostCommandNamed) {
  EXPECT_EQ(parsed({"outer"})->command, "tool outer");
  EXPECT_EQ(parsed({"outer", "inner"})->command, "tool outer inner");
  EXPECT_EQ(parsed({"outer", "inner", "innermost"})->command, "tool outer inner innermost");
  EXPECT_EQ(parsed({"group", "member"})->command, "tool group member");
  EXPECT_TRUE(parsed({"group", "member"})->run);
  EXPECT_FALSE(parsed({"group"})->run);
}

TEST(CommandTree, TakesSharedOptionsAtEveryDepth) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--tool-option", "a", "outer", "inner", "innermost"},
        {"outer", "--tool-option", "a", "inner", "innermost"},
        {"outer", "inner", "innermost", "--tool-option", "a"}}) {
    const auto line = parsed(words);
    ASSERT_TRUE(line) << line.error().what;
    EXPECT_EQ(line->command, "tool outer inner innermost");
    EXPECT_THAT(line->warnings, IsEmpty());
  }
}

TEST(CommandTree, WarnsOfOptionsOfAnEnclosingCommand) {
  EXPECT_THAT(parsed({"outer", "--outer-option", "a", "inner"})->warnings,
              ElementsAre("--outer-option has no effect with 'inner'"));
}

TEST(CommandTree, AsksForHelpOfTheCommandNamed) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"outer", "inner", "--help"}, {"help", "outer", "inner"}}) {
    const auto line = parsed(words);
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->asks_for_help);
    EXPECT_EQ(line->command, "tool outer inner");
  }
}

TEST(CommandTree, RefusesUnknownCommandsAndASecondOne) {
  EXPECT_EQ(parsed({"otuer"}).error(),
            usage_error("unknown command 'otuer'", "did you mean 'outer'?"));
  EXPECT_EQ(parsed({"outer", "iner"}).error(),
            usage_error("unknown command 'iner'", "did you mean 'inner'?"));
  EXPECT_EQ(parsed({"group", "x"}).error(),
            usage_error("unknown command 'x'", "see 'tool group --help'"));
  EXPECT_EQ(parsed({"outer", "inner", "other"}).error(),
            usage_error("unexpected command 'other' after 'inner'",
                        "run one command at a time; a word that is none stands behind --, as in "
                        "'tool outer inner -- other'"));
}

TEST(CommandTree, DescribesEveryCommand) {
  const CommandDoc root = CommandLine(nested()).describe();
  EXPECT_THAT(root.options.front().names, ElementsAre("-h", "--help"));
  const CommandDoc& inner = root.commands.at(0).commands.at(0);
  EXPECT_EQ(inner.name, "tool outer inner");
  EXPECT_EQ(inner.summary, "The summary of inner");
  EXPECT_EQ(inner.description, "About inner");
  EXPECT_EQ(inner.examples.size(), 1U);
  ASSERT_EQ(inner.options.size(), 1U);
  EXPECT_THAT(inner.options[0].names, ElementsAre("--inner-option"));
  EXPECT_EQ(inner.commands.at(0).name, "tool outer inner innermost");
  EXPECT_TRUE(root.commands.at(0).runs);
  EXPECT_FALSE(root.commands.at(1).runs);
}

TEST(Arguments, TellWhatWasTyped) {
  Values values;
  std::optional<Arguments> own;
  Command root = root_with(values);
  root.declare = [&values](Arguments& arguments) -> cli::CommandRun {
    arguments.flag("-q,--quiet", values.flag, "Shared");
    return nullptr;
  };
  root.commands[0].declare = [&](Arguments& arguments) -> cli::CommandRun {
    own = arguments;
    arguments.texts("FILE", values.texts, "Files");
    arguments.text("--to", values.text, "Target").metavar("URL");
    return [](Context&) { return 0; };
  };
  CommandLine line(root);
  ASSERT_TRUE(line.parse({"-q", "do", "a", "--to", "b", "c"}));
  const auto given = own->all_given();
  ASSERT_EQ(given.size(), 3U);
  EXPECT_EQ(given[0].name, "FILE");
  EXPECT_TRUE(given[0].is_positional);
  EXPECT_THAT(given[0].values, ElementsAre("a", "c"));
  EXPECT_EQ(given[1].name, "--to");
  EXPECT_TRUE(given[1].takes_one_value);
  EXPECT_EQ(given[2].name, "--quiet");
  EXPECT_TRUE(given[2].is_flag);
  EXPECT_EQ(own->given().size(), 2U);
}

}  // namespace
}  // namespace streamctl::cli
