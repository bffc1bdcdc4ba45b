#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app.h"
#include "core/file.h"
#include "core/text.h"
#include "generate/artefacts.h"
#include "generate/help.h"

namespace streamctl::cli {
namespace {

const std::string root = STREAMCTL_SOURCE_DIR;

/// All generated files of this source tree.
std::vector<Artefact> all_artefacts() {
  std::vector<Artefact> made = artefacts(describe_tree());
  const auto pages = topic_pages(root);
  EXPECT_TRUE(pages);
  if (pages) made.insert(made.end(), pages->begin(), pages->end());
  return made;
}

TEST(Generated, FilesAreFresh) {
  for (const Artefact& made : all_artefacts()) {
    const auto there = read_file(root + "/" + made.path, 1 << 22);
    ASSERT_TRUE(there) << made.path << " is missing: cmake --build BUILD --target generate";
    EXPECT_TRUE(*there == made.text)
        << made.path << " is stale: cmake --build BUILD --target generate";
  }
}

TEST(Generated, NoFileIsLeftOver) {
  std::set<std::string> made;
  for (const Artefact& one : all_artefacts())
    made.insert(one.path);
  for (const char* folder : {"completions", "man"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root + "/" + folder)) {
      if (entry.path().extension() == ".in") continue;  // A template.
      const std::string path = std::string(folder) + "/" + entry.path().filename().string();
      EXPECT_TRUE(made.contains(path)) << path << " is made from nothing";
    }
  }
}

/// The output of a shell command, and whether it succeeded.
struct Shell {
  std::string out;
  int code = 0;
};

Shell shell(const std::string& command) {
  Shell result;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {"cannot run", 1};
  char chunk[4096];
  for (std::size_t count = 0; (count = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;)
    result.out.append(chunk, count);
  result.code = ::pclose(pipe);
  return result;
}

/// A command tree whose texts break any generator that fails to quote.
CommandDoc hostile() {
  const std::string words = R"(it's "50%" \ $HOME [x]: -y `id` {a} #)";
  OptionDoc option{{"-w", "--words"}, "a|b", words, "x'y", "", "Options", false, true};
  OptionDoc positional{{"FILE"}, "FILE", words, "", "", "Positionals", true, false};
  CommandDoc below{"streamctl do",   "look up",    words,    words,
                   {{words, words}}, {positional}, {option}, {}};
  return {"streamctl", "", words, "", {}, {}, {option}, {below}};
}

class Scripts : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder_ + "/" + name, text));
    return folder_ + "/" + name;
  }
  std::string folder_ = testing::TempDir() + "streamctl-scripts-" + std::to_string(::getpid());
};

TEST_F(Scripts, ParseInTheirShellsWhateverTheWords) {
  for (const CommandDoc& tree : {hostile(), describe_tree()}) {
    EXPECT_EQ(shell("bash -n " + put("a.bash", bash_completion(tree))).out, "");
    EXPECT_EQ(shell("zsh -n " + put("_a", zsh_completion(tree))).out, "");
    EXPECT_EQ(shell("fish -n " + put("a.fish", fish_completion(tree))).out, "");
  }
}

TEST_F(Scripts, MakePagesThatTroffTakesWithoutAWord) {
  std::vector<Artefact> pages = all_artefacts();
  for (Artefact& made : artefacts(hostile()))
    pages.push_back(std::move(made));
  for (const Artefact& made : pages) {
    if (!made.path.starts_with("man/")) continue;
    EXPECT_EQ(shell("groff -man -Tutf8 -ww -z " + put("page", made.text)).out, "") << made.path;
  }
  const std::string shown =
      shell("groff -man -Tascii -P-c " + put("page", command_page(hostile().commands[0]))).out;
  EXPECT_THAT(shown, testing::HasSubstr(R"(it's "50%" \ $HOME [x]: -y `id` {a} #)"));
}

TEST(Topics, AreFilledWithTheVersion) {
  const auto pages = topic_pages(root);
  ASSERT_TRUE(pages);
  std::vector<std::string> paths;
  for (const Artefact& page : *pages) {
    paths.push_back(page.path);
    EXPECT_THAT(page.text,
                testing::StartsWith(".\\\" Made from " + page.path + ".in; do not edit.\n"));
    EXPECT_THAT(page.text, testing::HasSubstr("\"streamctl " STREAMCTL_VERSION "\""));
    EXPECT_THAT(page.text, testing::Not(testing::HasSubstr("@")));
  }
  EXPECT_THAT(paths, testing::ElementsAre("man/streamctl-capture.5", "man/streamctl-ci.7",
                                          "man/streamctl-environment.7", "man/streamctl-queues.7",
                                          "man/streamctl-scenarios.7"));
}

TEST(Topics, FailWhereThereAreNoTemplates) {
  const auto pages = topic_pages(root + "/nowhere");
  ASSERT_FALSE(pages);
  EXPECT_THAT(pages.error().what, testing::HasSubstr("nowhere/man: No such file or directory"));
}

TEST(Help, FitsANarrowTerminalWithoutBreakingWords) {
  const CommandDoc tree = describe_tree();
  for (const std::size_t width : {40U, 60U, 80U}) {
    for (const CommandDoc& command : tree.commands) {
      const std::string text = help_text(command, tree.options, {.width = width, .is_tty = true});
      for (const auto line : split(text, '\n')) {
        const std::string_view words = trimmed(line);
        // An option with its values is not broken either.
        const bool is_one_word = words.find(' ') == std::string_view::npos ||
                                 words.starts_with("--") || words.ends_with(" \\");
        EXPECT_TRUE(display_width(line) <= width || is_one_word) << width << ": " << line;
      }
    }
  }
}

TEST(Pages, HaveEachHeadingOnceAndNoOptionUnderAnothersHeading) {
  const auto option = [](const std::string& name, const std::string& group) {
    return OptionDoc{{name}, "", "words", "", "", group, false, false};
  };
  CommandDoc below{"streamctl do", "run", "do", "words", {}, {}, {}, {}};
  below.options = {option("--one", "Load"), option("--two", "Event"), option("--three", "Load"),
                   option("--four", "Options")};
  EXPECT_THAT(command_page(below), testing::HasSubstr(".SH OPTIONS\n"
                                                      ".TP\n\\fB\\-\\-four\\fR\nwords.\n"
                                                      ".SS Load\n"
                                                      ".TP\n\\fB\\-\\-one\\fR\nwords.\n"
                                                      ".TP\n\\fB\\-\\-three\\fR\nwords.\n"
                                                      ".SS Event\n"
                                                      ".TP\n\\fB\\-\\-two\\fR\nwords.\n"));
}

TEST(Pages, AreOneForEachCommandAndNameTheirNeighbours) {
  CommandDoc inner{"streamctl do it", "", "do it", "words", {}, {}, {}, {}};
  const CommandDoc outer{"streamctl do", "run", "do", "words", {}, {}, {}, {inner}};
  const CommandDoc tree{"streamctl", "", "words", "words", {}, {}, {}, {outer}};
  std::vector<std::string> paths;
  for (const Artefact& made : artefacts(tree)) {
    if (made.path.ends_with(".1")) paths.push_back(made.path);
  }
  EXPECT_THAT(paths, testing::ElementsAre("man/streamctl.1", "man/streamctl-do.1",
                                          "man/streamctl-do-it.1"));
  EXPECT_THAT(command_page(tree), testing::HasSubstr(".SH SEE ALSO\n.BR streamctl\\-do (1),\n"
                                                     ".BR streamctl\\-capture (5)"));
  EXPECT_THAT(command_page(outer), testing::HasSubstr(".SH SEE ALSO\n.BR streamctl (1),\n"
                                                      ".BR streamctl\\-do\\-it (1),\n"));
  EXPECT_THAT(command_page(inner), testing::HasSubstr(".SH SEE ALSO\n.BR streamctl (1),\n"
                                                      ".BR streamctl\\-do (1),\n"));
}

}  // namespace
}  // namespace streamctl::cli
