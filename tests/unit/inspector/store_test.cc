#include "inspector/store.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inspector/bulletin.h"
#include "inspector/feed.h"
#include "webhook/verify.h"

namespace streamctl::inspector {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Item item(std::uint64_t seq, std::size_t body_bytes = 10) {
  listener::Delivery delivery;
  delivery.record.type = "call.created";
  delivery.record.body = std::string(body_bytes, 'x');
  return item_of(seq, delivery, {}, [](std::string_view) {
    return Facts{"john", "john", {}, "", ""};
  });
}

std::vector<std::uint64_t> numbers(const std::vector<ItemPtr>& items) {
  std::vector<std::uint64_t> found;
  for (const ItemPtr& one : items)
    found.push_back(one->seq);
  return found;
}

void fill(Store& store, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    store.add(item(store.next_seq()));
}

TEST(Store, KeepsTheLatest) {
  Store store(3);
  fill(store, 5);
  EXPECT_EQ(store.summary().span.first, 3U);
  EXPECT_EQ(store.summary().span.last, 5U);
  EXPECT_EQ(store.summary().size, 3U);
  EXPECT_EQ(store.summary().counts.total, 5U);
  EXPECT_EQ(store.find(2), nullptr);
  EXPECT_EQ(store.find(6), nullptr);
  EXPECT_EQ(store.find(4)->seq, 4U);
}

TEST(Store, CountsNoNoteAsAccepted) {
  Store store(3);
  fill(store, 1);
  store.add(item_of(store.next_seq(), listener::Aside{"events were missed"}, {},
                    [](std::string_view) { return Facts{}; }));
  EXPECT_EQ(store.summary().counts.accepted, 1U);
  EXPECT_EQ(store.summary().size, 2U);
}

TEST(Item, OfARefusedDeliveryHasTheTypeOfItsBody) {
  listener::Delivery delivery;
  const Describe describe = [](std::string_view) {
    return Facts{"john", "john", {}, "call.ring", "default:a"};
  };
  EXPECT_THAT(item_of(1, delivery, {}, describe).row, HasSubstr(R"("type":"")"));
  delivery.fault = webhook::Fault::wrong_signature;
  const std::string row = item_of(1, delivery, {}, describe).row;
  EXPECT_THAT(row, HasSubstr(R"("type":"call.ring")"));
  EXPECT_THAT(row, HasSubstr(R"("group":"ringing")"));
  EXPECT_THAT(row, HasSubstr(R"("call_cid":"default:a")"));
}

TEST(Item, HasAGroupOfTheCatalogueOrNone) {
  listener::Delivery delivery;
  const auto row_of_type = [&](const char* type) {
    delivery.record.type = type;
    return item_of(1, delivery, {}, [](std::string_view) { return Facts{}; }).row;
  };
  EXPECT_THAT(row_of_type("call.ring"), HasSubstr(R"("group":"ringing")"));
  EXPECT_THAT(row_of_type("custom"), HasSubstr(R"("group":"custom")"));
  for (const char* unknown : {"constructor", "__proto__", "a offscreen.b", ""})
    EXPECT_THAT(row_of_type(unknown), HasSubstr(R"("group":"")")) << unknown;
}

TEST(Item, HasNoAnswerOfAWebSocket) {
  listener::Delivery delivery;
  delivery.status = 200;
  delivery.record.transport = capture::Transport::websocket;
  const auto row = [&] {
    return item_of(1, delivery, {}, [](std::string_view) { return Facts{}; }).row;
  };
  EXPECT_THAT(row(), HasSubstr(R"("status":null)"));
  EXPECT_THAT(row(), HasSubstr(R"("verdict":"accepted")"));
  delivery.forwarded.resize(1);
  EXPECT_THAT(row(), HasSubstr(R"("status":200)"));
}

TEST(Store, IsBoundedByBytes) {
  Store store(1000, 100'000);
  for (std::uint64_t i = 0; i < 10; ++i)
    store.add(item(store.next_seq(), 30'000));
  EXPECT_EQ(store.summary().size, 3U);
  store.add(item(store.next_seq(), 500'000));
  EXPECT_EQ(store.summary().size, 1U) << "the latest is kept, however large";
}

TEST(Store, FindsRanges) {
  Store store(10);
  EXPECT_THAT(store.range(0, 100, 10, true), IsEmpty());
  fill(store, 12);
  EXPECT_THAT(numbers(store.range(0, 100, 2, true)), ElementsAre(11, 12));
  EXPECT_THAT(numbers(store.range(0, 100, 2, false)), ElementsAre(3, 4));
  EXPECT_THAT(numbers(store.range(5, 7, 100, true)), ElementsAre(5, 6, 7));
  EXPECT_THAT(store.range(13, 20, 1, true), IsEmpty());
  EXPECT_THAT(store.range(7, 5, 1, true), IsEmpty());
  EXPECT_THAT(store.range(5, 7, 0, true), IsEmpty());
}

/// What a feed sends until `count` texts were sent; the page then goes.
std::vector<std::string> sent(Feed feed, std::size_t count) {
  std::vector<std::string> texts;
  feed.run([&](std::string_view text) {
    texts.emplace_back(text);
    return texts.size() < count;
  });
  return texts;
}

TEST(Feed, SkipsWhatAPageIsTooFarBehindToDraw) {
  Store store(10'000);
  Bulletin bulletin;
  fill(store, 5'000);
  bulletin.added(5'000);
  const auto texts = sent(Feed(
                              store, bulletin, [] { return std::string("{}"); }, 10),
                          2);
  EXPECT_THAT(texts.at(0), HasSubstr("event: state\ndata: {}\n\n"));
  EXPECT_THAT(texts.at(1),
              HasSubstr("event: skipped\ndata: {\"count\":4490,\"first\":11,\"last\":"
                        "4500}\n\nid: 5000\nevent: rows\ndata: {\"rows\":[{\"seq\":4501,"));
  EXPECT_THAT(texts.at(1), EndsWith("event: state\ndata: {}\n\n")) << "or its counts stay behind";
}

TEST(Feed, TellsOfRowsThatAreNoLongerKept) {
  Store store(2);
  Bulletin bulletin;
  fill(store, 5);
  bulletin.added(5);
  const auto texts = sent(Feed(
                              store, bulletin, [] { return std::string("{}"); }, 1),
                          2);
  EXPECT_THAT(texts.at(1), HasSubstr("{\"count\":2,\"first\":2,\"last\":3}"));
}

TEST(Feed, BeginsAnewForAPageOfAnEarlierRun) {
  Store store(10);
  Bulletin bulletin;
  fill(store, 2);
  bulletin.added(2);
  const auto texts = sent(Feed(
                              store, bulletin, [] { return std::string("{}"); }, 99),
                          2);
  EXPECT_THAT(texts.at(1), HasSubstr("{\"seq\":1,"));
  EXPECT_THAT(texts.at(1), Not(HasSubstr("skipped")));
}

TEST(Feed, PassesOnMessagesAndTheEnd) {
  Store store(10);
  Bulletin bulletin;
  Feed feed(
      store, bulletin, [] { return std::string("{\"a\":1}"); }, std::nullopt);
  bulletin.post({"action", "{\"b\":2}"});
  bulletin.state_changed();
  std::string all;
  feed.run([&](std::string_view text) {
    all += text;
    if (all.find("action") != std::string::npos) bulletin.close();
    return true;
  });
  EXPECT_THAT(all,
              HasSubstr("event: action\ndata: {\"b\":2}\n\nevent: state\ndata: {\"a\":1}\n\n"));
  EXPECT_THAT(all, HasSubstr("event: end\ndata: {}\n\n"));
}

TEST(Bulletin, KeepsTheLatestMessages) {
  Bulletin bulletin;
  for (std::size_t i = 0; i < messages_max + 5; ++i)
    bulletin.post({"action", std::to_string(i)});
  const auto messages = bulletin.messages_after(0);
  EXPECT_EQ(messages.size(), messages_max);
  EXPECT_EQ(messages.back().data, std::to_string(messages_max + 4));
  EXPECT_THAT(bulletin.messages_after(bulletin.position().message), IsEmpty());
}

}  // namespace
}  // namespace streamctl::inspector
