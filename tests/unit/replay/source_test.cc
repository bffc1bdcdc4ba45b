#include "replay/source.h"

#include <algorithm>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/record_samples.h"
#include "capture/temp_directory.h"

namespace streamctl::replay {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Keeps what a source reports.
class Reports final : public Source::Observer {
 public:
  void malformed(const Error& error) override { malformed_lines.push_back(error.what); }
  void filter_failed(const std::string&) override {}
  void waits(std::chrono::nanoseconds wait, WallTime) override { long_waits.push_back(wait); }
  void sent(Sent&& one) override { all_sent.push_back(std::move(one)); }

  std::vector<std::string> malformed_lines;
  std::vector<std::chrono::nanoseconds> long_waits;
  std::vector<Sent> all_sent;
};

class ReplaySource : public ::testing::Test {
 protected:
  /// A plan for `count` events, "id-0" to "id-N", a second apart.
  Plan plan_of(int count, const std::string& name = "x.jsonl") {
    std::string text;
    for (int n = 0; n < count; ++n) {
      capture::Record record = capture::record_of("id-" + std::to_string(n));
      record.body = R"({"type":"call.created"})";
      record.received_at = WallTime{} + std::chrono::seconds{1000 + n};
      text += capture::line_of(record);
    }
    directory_.write(name, text);
    Plan plan;
    plan.files = {directory_.path(name)};
    plan.keep_ids = true;
    return plan;
  }

  /// The webhook ids of all events, and the source for its notes.
  std::vector<std::string> ids_of(Plan plan, std::uint64_t seed = 1) {
    Source& source = source_.emplace(std::move(plan), Random(seed), reports_);
    EXPECT_TRUE(source.begin());
    std::vector<std::string> ids;
    while (auto planned = source.next()) {
      ids.push_back(planned->outgoing.webhook_id);
      due_.push_back(planned->at);
    }
    return ids;
  }

  capture::TempDirectory directory_;
  Reports reports_;
  std::optional<Source> source_;
  std::vector<std::chrono::nanoseconds> due_;
};

TEST_F(ReplaySource, SendsTheEventsOfAllFilesInOrder) {
  Plan plan = plan_of(2);
  plan.files.push_back(plan.files[0]);
  EXPECT_THAT(ids_of(std::move(plan)), ElementsAre("id-0", "id-1", "id-0", "id-1"));
  EXPECT_EQ(source_->notes().events, 4U);
  EXPECT_EQ(source_->failure(), std::nullopt);
  ASSERT_EQ(reports_.all_sent.size(), 4U);
  EXPECT_EQ(reports_.all_sent[3].index, 3U);
  EXPECT_EQ(reports_.all_sent[3].record, nullptr);
}

TEST_F(ReplaySource, GivesNewIdsUnlessTheyAreKept) {
  Plan plan = plan_of(2);
  plan.keep_ids = false;
  const auto ids = ids_of(std::move(plan));
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_NE(ids[0], "id-0");
  EXPECT_NE(ids[0], ids[1]);
}

TEST_F(ReplaySource, AppliesLastIdsSkipAndLimit) {
  struct Row {
    const char* name;
    std::optional<std::uint64_t> last;
    std::set<std::string> ids;
    std::uint64_t skip;
    std::optional<std::uint64_t> limit;
    std::vector<std::string> expected;
  };
  const Row rows[] = {
      {"last", 2, {}, 0, {}, {"id-3", "id-4"}},
      {"more than there are", 9, {}, 3, {}, {"id-3", "id-4"}},
      {"ids", {}, {"id-1", "id-4", "none"}, 0, {}, {"id-1", "id-4"}},
      {"skip", {}, {}, 3, {}, {"id-3", "id-4"}},
      {"limit", {}, {}, 0, 2, {"id-0", "id-1"}},
      {"limit after skip", {}, {}, 1, 2, {"id-1", "id-2"}},
      {"skip of the last", 3, {}, 1, 1, {"id-3"}},
      {"skip beyond the end", {}, {}, 9, {}, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Plan plan = plan_of(5);
    plan.last = row.last;
    plan.ids = row.ids;
    plan.skip = row.skip;
    plan.limit = row.limit;
    EXPECT_EQ(ids_of(std::move(plan)), row.expected);
  }
}

TEST_F(ReplaySource, NotesWhichIdsItFound) {
  Plan plan = plan_of(3);
  plan.ids = {"id-1", "none"};
  ids_of(std::move(plan));
  EXPECT_THAT(source_->notes().found_ids, ElementsAre("id-1"));
  EXPECT_EQ(source_->notes().read, 3U);
  EXPECT_EQ(source_->notes().events, 1U);
}

TEST_F(ReplaySource, KnowsTheTotalOnlyIfItIsSmall) {
  const auto total = [&](std::uint64_t few, std::uint64_t skip,
                         std::optional<std::uint64_t> limit) {
    Plan plan = plan_of(5);
    plan.skip = skip;
    plan.limit = limit;
    Source source(std::move(plan), Random(1), reports_);
    EXPECT_TRUE(source.begin());
    const auto known = source.total_if_few(few);
    std::uint64_t count = 0;
    while (source.next())
      ++count;
    EXPECT_EQ(count, known.value_or(count)) << "reading ahead loses nothing";
    return known;
  };
  EXPECT_EQ(total(5, 0, {}), 5U);
  EXPECT_EQ(total(4, 0, {}), std::nullopt);
  EXPECT_EQ(total(4, 2, {}), 3U);
  EXPECT_EQ(total(4, 0, 2), 2U);
}

TEST_F(ReplaySource, ShufflesWithinItsBoundAndRepeatably) {
  const auto shuffled = [&] {
    Plan plan = plan_of(50);
    plan.shuffle = 4;
    return ids_of(std::move(plan), 7);
  };
  const auto ids = shuffled();
  EXPECT_GT(source_->notes().displaced, 0U);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 50U);
  for (std::size_t place = 0; place < ids.size(); ++place)
    EXPECT_LE(std::abs(std::stoi(ids[place].substr(3)) - static_cast<int>(place)), 4);
  EXPECT_EQ(shuffled(), ids);
}

TEST_F(ReplaySource, SendsACopyOfEveryEventAtProbabilityOne) {
  Plan plan = plan_of(2);
  plan.duplicate = 1;
  EXPECT_THAT(ids_of(std::move(plan)), ElementsAre("id-0", "id-0", "id-1", "id-1"));
  EXPECT_EQ(source_->notes().duplicated, 2U);
  EXPECT_EQ(source_->notes().events, 2U);
  EXPECT_EQ(reports_.all_sent.size(), 2U);
}

TEST_F(ReplaySource, IsDueAtTheRecordedPaceTimesSpeed) {
  Plan plan = plan_of(3);
  plan.speed = 4;
  ids_of(std::move(plan));
  EXPECT_THAT(due_, ElementsAre(0ms, 250ms, 500ms));
  EXPECT_EQ(source_->notes().timed, 3U);
  EXPECT_THAT(reports_.long_waits, IsEmpty());
}

TEST_F(ReplaySource, ReportsALongWait) {
  Plan plan = plan_of(2);
  plan.speed = 0.01;
  ids_of(std::move(plan));
  EXPECT_THAT(reports_.long_waits, ElementsAre(100s));
}

TEST_F(ReplaySource, KeepsRecordsOnRequest) {
  Plan plan = plan_of(1);
  plan.keeps_records = true;
  ids_of(std::move(plan));
  ASSERT_EQ(reports_.all_sent.size(), 1U);
  ASSERT_NE(reports_.all_sent[0].record, nullptr);
  EXPECT_EQ(reports_.all_sent[0].record->body, R"({"type":"call.created"})");
}

TEST_F(ReplaySource, ReportsMalformedLinesAndContinues) {
  Plan plan = plan_of(1);
  directory_.write("bad.jsonl", "{torn\n" + directory_.read("x.jsonl") + "no JSON\n");
  plan.files = {directory_.path("bad.jsonl")};
  EXPECT_THAT(ids_of(std::move(plan)), ElementsAre("id-0"));
  EXPECT_THAT(reports_.malformed_lines,
              ElementsAre(HasSubstr("bad.jsonl:1: "), HasSubstr("bad.jsonl:3: ")));
  EXPECT_EQ(source_->failure(), std::nullopt);
}

TEST_F(ReplaySource, EndsAtAnUnreadableInputWithoutCallingItMalformed) {
  Plan plan = plan_of(1);
  directory_.write("utf16.json", "\xFF\xFE{");
  plan.files.insert(plan.files.begin() + 1, directory_.path("utf16.json"));
  plan.files.push_back(plan.files[0]);
  EXPECT_THAT(ids_of(std::move(plan)), ElementsAre("id-0"));
  ASSERT_TRUE(source_->failure());
  EXPECT_EQ(source_->failure()->kind, ErrorKind::config);
  EXPECT_THAT(source_->failure()->what, HasSubstr("it looks like UTF-16 text"));
  EXPECT_THAT(reports_.malformed_lines, IsEmpty());
}

TEST_F(ReplaySource, LooksForAllFilesBeforeTheFirstEvent) {
  Plan plan = plan_of(1);
  plan.files.push_back("/nowhere/x.jsonl");
  Source source(std::move(plan), Random(1), reports_);
  const auto begun = source.begin();
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().kind, ErrorKind::config);
  EXPECT_THAT(begun.error().what, HasSubstr("cannot open /nowhere/x.jsonl"));
}

TEST_F(ReplaySource, EndsWithAStop) {
  std::stop_source stop;
  Plan plan = plan_of(3);
  plan.stop = stop.get_token();
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  ASSERT_TRUE(source.next());
  stop.request_stop();
  EXPECT_FALSE(source.next());
  EXPECT_EQ(source.failure(), std::nullopt);
}

TEST_F(ReplaySource, ChangesEventsAndKeepsTheBytesOfOthers) {
  Plan plan = plan_of(1);
  directory_.write("mixed.json",
                   "{ \"type\" : \"call.created\", \"n\": 1.10 }\n"
                   "{\"type\":\"call.ended\",\"call_cid\":\"default:a\",\"gone\":1,\"n\":1.10}\n");
  plan.files = {directory_.path("mixed.json")};
  plan.changes.unset = {"gone"};
  plan.keeps_records = true;
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  EXPECT_EQ(*source.next()->outgoing.body, R"({ "type" : "call.created", "n": 1.10 })");
  EXPECT_EQ(*source.next()->outgoing.body,
            R"({"type":"call.ended","call_cid":"default:a","n":1.10})");
  EXPECT_EQ(source.notes().changed, 1U);
  EXPECT_EQ(source.notes().events, 2U);
}

TEST_F(ReplaySource, KnowsTheTypeAndCallOfAChangedEvent) {
  Plan plan = plan_of(1);
  plan.changes.data = Json{{"type", "call.invented"}, {"call_cid", "default:b"}};
  plan.keeps_records = true;
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  const auto planned = source.next();
  EXPECT_EQ(planned->outgoing.type, "call.invented");
  EXPECT_EQ(planned->outgoing.call_cid, "default:b");
  ASSERT_EQ(reports_.all_sent.size(), 1U);
  EXPECT_EQ(reports_.all_sent[0].record->body, *planned->outgoing.body);
  EXPECT_FALSE(reports_.all_sent[0].record->verified);
}

TEST_F(ReplaySource, EndsAtAnEventThatCannotBeChanged) {
  Plan plan = plan_of(3);
  plan.changes.set = {{"type.name", "x"}};
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  EXPECT_FALSE(source.next());
  EXPECT_FALSE(source.next());
  ASSERT_TRUE(source.failure());
  EXPECT_EQ(source.failure()->kind, ErrorKind::usage);
  EXPECT_EQ(source.failure()->what,
            "event id-0 (call.created): cannot set type.name: type is a string");
}

TEST_F(ReplaySource, GivesAllEventsToEditAndTakesOthersBack) {
  Plan plan = plan_of(9);
  plan.skip = 2;
  plan.limit = 3;
  plan.changes.data = Json{{"n", 1}};
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  auto events = source.take_all(3, 1000);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ(events->front().webhook_id, "id-2");
  EXPECT_EQ(events->front().body, R"({"type":"call.created","n":1})");
  events->pop_front();
  for (int more = 0; more < 3; ++more)
    events->push_back(events->front());
  source.replace_by(*std::move(events));
  EXPECT_EQ(source.total_if_few(20), 5U);
  std::vector<std::string> ids;
  while (auto planned = source.next())
    ids.push_back(planned->outgoing.webhook_id);
  EXPECT_THAT(ids, ElementsAre("id-3", "id-4", "id-3", "id-3", "id-3"));
  EXPECT_EQ(source.notes().events, 5U);
}

TEST_F(ReplaySource, RefusesToGiveMoreEventsThanCanBeEdited) {
  for (const auto& [count, bytes] : {std::pair{2U, 1000U}, std::pair{9U, 60U}}) {
    Source source(plan_of(3), Random(1), reports_);
    ASSERT_TRUE(source.begin());
    const auto events = source.take_all(count, bytes);
    ASSERT_FALSE(events);
    EXPECT_THAT(events.error().what, count == 2 ? "there are more than 2 events"
                                                : "the events are larger than 60 B together");
  }
}

TEST_F(ReplaySource, KnowsTheShareByTheBytesOfItsFiles) {
  Plan plan = plan_of(100);
  plan.files.push_back(plan.files[0]);
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  EXPECT_EQ(source.total_if_few(20), std::nullopt);
  EXPECT_EQ(source.share(0), std::nullopt);
  for (unsigned n = 1; n <= 200; ++n) {
    ASSERT_TRUE(source.next());
    // Up to 21 events were read ahead.
    EXPECT_NEAR(*source.share(n), static_cast<double>(n) / 200, 0.12) << n;
    EXPECT_NEAR(*source.share(n - 1), *source.share(n) * (n - 1) / n, 1e-9) << n;
  }
  EXPECT_FALSE(source.next());
  EXPECT_EQ(source.share(200), 1);
}

TEST_F(ReplaySource, KnowsTheShareOfTheLastEventsAndOfTheFirst) {
  Plan last = plan_of(100);
  last.last = 40;
  last.limit = 10;
  Source source(std::move(last), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  ASSERT_TRUE(source.next());
  EXPECT_EQ(source.share(1), 0.1);
  Plan first = plan_of(100);
  first.limit = 2;
  Source limited(std::move(first), Random(1), reports_);
  ASSERT_TRUE(limited.begin());
  ASSERT_TRUE(limited.next());
  EXPECT_EQ(limited.share(1), 0.5);
}

TEST_F(ReplaySource, KnowsNoShareOfAPipe) {
  Plan plan = plan_of(3);
  ASSERT_EQ(::mkfifo(directory_.path("pipe").c_str(), 0600), 0);
  plan.files.push_back(directory_.path("pipe"));
  Source source(std::move(plan), Random(1), reports_);
  ASSERT_TRUE(source.begin());
  ASSERT_TRUE(source.next());
  EXPECT_EQ(source.share(1), std::nullopt);
}

}  // namespace
}  // namespace streamctl::replay
