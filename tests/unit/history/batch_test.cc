#include "history/batch.h"

#include <memory>

#include "capture/record.h"
#include "history/samples.h"

namespace streamctl::history {
namespace {

std::vector<Row> rows_of(const Batch& batch) {
  std::vector<Row> rows;
  Batch::Reader reader(batch);
  for (Row row; reader.next(row);)
    rows.push_back(row);
  return rows;
}

std::vector<std::string> ids_of(const Batch& batch) {
  std::vector<std::string> ids;
  for (const Row& row : rows_of(batch))
    ids.emplace_back(row.webhook_id);
  return ids;
}

TEST(Batch, GivesBackWhatWasAdded) {
  Entry entry = entry_of("id-1", R"({"a":"b"})", 7);
  entry.record.received_at += 123456us;
  entry.record.attempt = 2;
  entry.status = 503;
  entry.note = "why";
  entry.answers = {{"id-1", 2, "http://a/", 200, 5ms, ""}, {"id-1", 2, "", 0, 1ns, "refused"}};
  const Batch batch = batch_of({entry});
  const auto rows = rows_of(batch);
  ASSERT_EQ(rows.size(), 1U);
  const Row& row = rows.front();
  EXPECT_EQ(row.received_at, 1'700'000'007'123'456);
  EXPECT_EQ(row.attempt, 2);
  EXPECT_EQ(row.status, 503U);
  EXPECT_EQ(row.webhook_id, "id-1");
  EXPECT_EQ(row.type, "call.created");
  EXPECT_EQ(row.call_cid, "default:a");
  EXPECT_EQ(row.note, "why");
  EXPECT_EQ(row.file, "");
  std::string line;
  capture::append_line(entry.record, line);
  EXPECT_EQ(row.line, line);
  ASSERT_EQ(row.answers.size(), 2U);
  EXPECT_EQ(row.answers[0].url, "http://a/");
  EXPECT_EQ(row.answers[0].status, 200U);
  EXPECT_EQ(row.answers[0].duration, 5ms);
  EXPECT_EQ(row.answers[1].url, "");
  EXPECT_EQ(row.answers[1].error, "refused");
}

TEST(Batch, KeepsThePlaceOfWhatACaptureHas) {
  Entry entry = entry_of("id-1", "not kept");
  entry.place = {std::make_shared<const std::string>("/c.jsonl"), 1ULL << 40U, 99};
  const Batch batch = batch_of({entry});
  const auto rows = rows_of(batch);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].file, "/c.jsonl");
  EXPECT_EQ(rows[0].offset, 1ULL << 40U);
  EXPECT_EQ(rows[0].length, 99U);
  EXPECT_EQ(rows[0].line, "");
  EXPECT_LT(batch.bytes(), 200U);
}

TEST(Batch, LeavesOutWhatIsTooLarge) {
  Batch batch = batch_of({entry_of("1")});
  const std::size_t before = batch.bytes();
  const Entry large = entry_of("2", std::string(entry_bytes_max, 'x'));
  EXPECT_FALSE(batch.add(large.record, fate_of(large)));
  EXPECT_EQ(batch.count(), 1U);
  EXPECT_EQ(batch.bytes(), before);
  const Entry next = entry_of("3");
  EXPECT_TRUE(batch.add(next.record, fate_of(next)));
  EXPECT_THAT(ids_of(batch), ElementsAre("1", "3"));
}

TEST(Batch, DropsTheOldestAndTakesInLaterOnes) {
  Batch batch = batch_of({entry_of("1"), entry_of("2"), entry_of("3")});
  Batch later = batch_of({entry_of("4"), entry_of("5")});
  batch.drop_first();
  later.drop_first();
  batch.append(later);
  EXPECT_THAT(ids_of(batch), ElementsAre("2", "3", "5"));
  EXPECT_EQ(batch.count(), 3U);
  for (const std::size_t left : {2U, 1U, 0U}) {
    batch.drop_first();
    EXPECT_EQ(batch.count(), left);
    EXPECT_EQ(ids_of(batch).size(), left);
  }
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch.bytes(), 0U);
}

}  // namespace
}  // namespace streamctl::history
