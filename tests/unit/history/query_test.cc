#include "history/query.h"

#include "history/samples.h"

namespace streamctl::history {
namespace {

capture::Forwarded answer(unsigned status, const std::string& url = "http://a/") {
  return {"", 1, url, status, 12ms, status == 0 ? "connection refused" : ""};
}

Entry forwarded(Entry entry, std::vector<capture::Forwarded> answers, int attempt = 1) {
  entry.record.attempt = attempt;
  entry.answers = std::move(answers);
  return entry;
}

TEST(Query, FindsInTheOrderOfArrival) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(store.add(
      batch_of({entry_of("b", "{}", 2), entry_of("a", "{}", 1), entry_of("c", "{}", 3)})));
  EXPECT_THAT(ids_of(store), ElementsAre("a", "b", "c"));
  Query query;
  query.since = WallTime{1'700'000'002s};
  EXPECT_THAT(ids_of(store, query), ElementsAre("b", "c"));
  query.until = WallTime{1'700'000'002s};
  EXPECT_THAT(ids_of(store, query), ElementsAre("b"));
  query = {};
  query.webhook_id = "c";
  EXPECT_THAT(ids_of(store, query), ElementsAre("c"));
}

TEST(Query, FindsWhatFailed) {
  const TempDirectory directory;
  Store store = store_in(directory);
  Entry refused = entry_of("refused", "{}", 1);
  refused.status = 503;
  ASSERT_TRUE(store.add(
      batch_of({entry_of("good"), refused, forwarded(entry_of("target", "{}", 2), {answer(500)}),
                forwarded(entry_of("silent", "{}", 3), {answer(0)}),
                forwarded(entry_of("taken", "{}", 4), {answer(204)})})));
  Query query;
  query.failed = true;
  EXPECT_THAT(ids_of(store, query), ElementsAre("refused", "target", "silent"));
}

TEST(Query, FindsOnceWhatATargetNeverAccepted) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(store.add(
      batch_of({forwarded(entry_of("never"), {answer(500)}),
                forwarded(entry_of("never", "{}", 1), {answer(0)}, 2),
                forwarded(entry_of("later", "{}", 2), {answer(500)}),
                forwarded(entry_of("later", "{}", 3), {answer(200)}, 2),
                forwarded(entry_of("one", "{}", 4), {answer(200), answer(404, "http://b/")}),
                forwarded(entry_of("", "{}", 5), {answer(500)}),
                forwarded(entry_of("", "{}", 6), {answer(200)}), entry_of("none")})));
  Query query;
  query.failed_forward = true;
  const auto numbers = find(store, query);
  ASSERT_TRUE(numbers);
  EXPECT_THAT(*numbers, ElementsAre(2, 5, 6));
}

TEST(Query, ReadsAllThatIsKept) {
  const TempDirectory directory;
  Store store = store_in(directory);
  Entry entry = forwarded(entry_of("1", R"({"a":"\u001b"})"), {answer(0)}, 3);
  entry.record.headers.add("X-Signature", "00");
  entry.note = "--respond slow:2s";
  ASSERT_TRUE(store.add(batch_of({entry})));
  const auto found = read(store, 1);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->entry.record, entry.record);
  EXPECT_EQ((*found)->entry.note, entry.note);
  capture::Forwarded expected = answer(0);
  expected.webhook_id = "1";
  expected.attempt = 3;
  EXPECT_THAT((*found)->entry.answers, ElementsAre(expected));
  std::string line;
  capture::append_line(entry.record, line);
  EXPECT_EQ((*found)->line, line);
  EXPECT_FALSE(*read(store, 2));
}

TEST(Query, ReadsARecordFromItsCapture) {
  const TempDirectory directory;
  Store store = store_in(directory);
  Entry entry = entry_of("1", "{\"n\":1}");
  std::string line;
  capture::append_line(entry.record, line);
  directory.write("c.jsonl", "first line\n" + line);
  const capture::Record whole = std::exchange(entry.record, {});
  entry.record.webhook_id = whole.webhook_id;
  entry.record.received_at = whole.received_at;
  entry.place =
      Place{std::make_shared<const std::string>(directory.path("c.jsonl")), 11, line.size()};
  ASSERT_TRUE(store.add(batch_of({entry})));
  EXPECT_EQ((*read(store, 1))->entry.record, whole);
  for (const std::string& changed : {std::string("first line\n"), "x" + line, std::string()}) {
    directory.write("c.jsonl", changed);
    const auto found = read(store, 1);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->line, "");
    EXPECT_EQ((*found)->lost, directory.path("c.jsonl") + " no longer has this delivery");
    EXPECT_EQ((*found)->entry.record.webhook_id, "1");
  }
}

TEST(Query, TakesAnIdByItsBeginning) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(
      store.add(batch_of({entry_of("abcdef-1"), entry_of("abcdef-1"), entry_of("abcdef-2"),
                          entry_of("abcdeX"), entry_of("short"), entry_of("abcdeX-longer")})));
  EXPECT_EQ(*resolve_id(store, "abcdef-2"), "abcdef-2");
  EXPECT_EQ(*resolve_id(store, "abcdeX"), "abcdeX");
  EXPECT_EQ(*resolve_id(store, "abcdeX-"), "abcdeX-longer");
  EXPECT_EQ(*resolve_id(store, "short"), "short");
  for (const char* unknown : {"shor", "abcdeg", "%%%%%%", "", "abcdef-11"})
    EXPECT_THAT(resolve_id(store, unknown).error().what, HasSubstr("no delivery")) << unknown;
  EXPECT_EQ(resolve_id(store, "abcdef").error().what,
            "several webhook ids begin with abcdef: abcdef-1, abcdef-2");
}

TEST(Query, NamesTheLatestIdsEachOnce) {
  const TempDirectory directory;
  Store store = store_in(directory);
  ASSERT_TRUE(store.add(batch_of({entry_of("1"), entry_of("2"), entry_of(""), entry_of("3"),
                                  entry_of("1"), entry_of("3"), entry_of("")})));
  EXPECT_THAT(*latest_ids(store, 10), ElementsAre("3", "1", "2"));
  EXPECT_THAT(*latest_ids(store, 2), ElementsAre("3", "1"));
  EXPECT_THAT(*latest_ids(store, 0), ElementsAre());
}

}  // namespace
}  // namespace streamctl::history
