#include "inspector/detail.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "webhook/verify.h"

namespace streamctl::inspector {
namespace {

using webhook::Fault;

/// "ok" of each step: + passed, - failed, . not reached or not checked.
std::string passed(const listener::Delivery& delivery) {
  std::string marks;
  for (const Json& step : signature_steps(delivery))
    marks += step["ok"].is_null() ? '.' : step["ok"] == true ? '+' : '-';
  return marks;
}

listener::Delivery delivery_of(std::optional<Fault> fault = std::nullopt) {
  listener::Delivery delivery;
  delivery.record.headers.add("X-Signature", "00");
  delivery.record.verified = !fault;
  delivery.fault = fault;
  return delivery;
}

TEST(SignatureSteps, StopAtTheFault) {
  EXPECT_EQ(passed(delivery_of()), "+++++");
  EXPECT_EQ(passed(delivery_of(Fault::unknown_encoding)), "-....");
  EXPECT_EQ(passed(delivery_of(Fault::bad_gzip)), "+-...");
  EXPECT_EQ(passed(delivery_of(Fault::too_large)), "+-...");
  EXPECT_EQ(passed(delivery_of(Fault::missing_signature)), "++-..");
  EXPECT_EQ(passed(delivery_of(Fault::wrong_signature)), "+++-.");
}

TEST(SignatureSteps, SayWhatWasNotChecked) {
  listener::Delivery unchecked = delivery_of();
  unchecked.record.verified = false;
  EXPECT_EQ(passed(unchecked), "+++.+");
  listener::Delivery watched;
  watched.record.transport = capture::Transport::websocket;
  EXPECT_EQ(passed(watched), ".");
}

TEST(SignatureSteps, ShowForeignTextHarmless) {
  listener::Delivery delivery = delivery_of(Fault::unknown_encoding);
  delivery.record.headers.add("Content-Encoding", "\x1b[31m");
  delivery.note = "\u202e";
  for (const Json& step : signature_steps(delivery))
    EXPECT_EQ(step["text"].get<std::string>().find_first_of("\x1b\xe2"), std::string::npos);
}

TEST(Detail, HasBodiesThatAreNoText) {
  Json row;
  listener::Delivery delivery = delivery_of();
  delivery.record.body = "\xff\x00";
  delivery.record.headers.add("Authorization", "Bearer x");
  Item item;
  item.seen = delivery;
  add_detail(row, item);
  EXPECT_TRUE(row["body"].is_null());
  EXPECT_EQ(row["body_base64"], "/w==");
  EXPECT_EQ(row["headers"][1][1], "***");
}

TEST(Detail, TellsNoTimeOfAnAnswerThatHasNone) {
  listener::Delivery delivery = delivery_of();
  delivery.forwarded.resize(2);
  delivery.forwarded[1].answer.at = WallTime{std::chrono::seconds{1'700'000'000}};
  Json row;
  Item item;
  item.seen = delivery;
  add_detail(row, item);
  EXPECT_TRUE(row["answers"][0]["attempts"][0]["at"].is_null()) << "not 1970";
  EXPECT_EQ(row["answers"][1]["attempts"][0]["at"], "2023-11-14T22:13:20.000000Z");
}

}  // namespace
}  // namespace streamctl::inspector
