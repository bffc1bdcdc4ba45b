#include "history/search.h"

#include "history/samples.h"

namespace streamctl::history {
namespace {

std::vector<std::string> found_by(Store& store, const std::string& text) {
  Query query;
  query.search = text;
  return ids_of(store, query);
}

TEST(Search, FindsWordsOfTypeCallIdAndBody) {
  const TempDirectory directory;
  Store store = store_in(directory);
  Entry other = entry_of("bbbb-2", R"({"user":{"name":"J\u00fcrgen \"Jay\" O'Neil"},"n":[4711]})");
  other.record.type = "call.session_started";
  other.record.call_cid = "livestream:gala";
  ASSERT_TRUE(
      store.add(batch_of({entry_of("aaaa-1", R"({"topic":"Daily standup\nat nine"})"), other})));
  const std::vector<std::pair<const char*, std::vector<std::string>>> cases{
      {"Daily standup", {"aaaa-1"}},
      {"STANDUP daily", {"aaaa-1"}},
      {"stand", {"aaaa-1"}},
      {"tandup", {}},
      {"nine", {"aaaa-1"}},
      {"topic", {"aaaa-1"}},
      {"jurgen", {"bbbb-2"}},
      {"Jürgen", {"bbbb-2"}},
      {"o'neil", {"bbbb-2"}},
      {"\"Jay\"", {"bbbb-2"}},
      {"4711", {"bbbb-2"}},
      {"call.session_started", {"bbbb-2"}},
      {"call.", {"aaaa-1", "bbbb-2"}},
      {"livestream:gala", {"bbbb-2"}},
      {"bbbb-2", {"bbbb-2"}},
      {"daily gala", {}},
      {"a* OR b*", {}},
      {"NOT", {}},
      {"(", {}}};
  for (const auto& [text, ids] : cases) {
    if (std::string(text) == "(") continue;
    EXPECT_EQ(found_by(store, text), ids) << text;
  }
  for (const char* none : {"", " ", "(", "\" *", "- . _"})
    EXPECT_FALSE(search_expression(none)) << none;
}

TEST(Search, KeepsUpWithWhatComesAndGoes) {
  const TempDirectory directory;
  Store store = store_in(directory, 2 * 1024 * 1024);
  const std::string filler(300, 'y');
  for (int round = 0; round < 12; ++round) {
    std::vector<Entry> entries;
    for (int i = 0; i < 700; ++i)
      entries.push_back(entry_of(
          "id", R"({"round":"round)" + std::to_string(round) + R"(","f":")" + filler + R"("})"));
    ASSERT_TRUE(store.add(batch_of(entries)));
    const auto latest = found_by(store, "round" + std::to_string(round));
    EXPECT_GT(latest.size(), 300U) << round;
  }
  EXPECT_TRUE(found_by(store, "round0").empty());
  EXPECT_LT(store.database().number("SELECT count(*) FROM search_0_docsize") +
                store.database().number("SELECT count(*) FROM search_1_docsize"),
            6000);
}

}  // namespace
}  // namespace streamctl::history
