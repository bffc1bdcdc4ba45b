#include "inspector/fields.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"

namespace streamctl::inspector {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json example_of(const std::string& type) {
  Random random(1);
  return *webhook::example(type, {}, random);
}

TEST(Fields, OfExamplesAreAsTheCatalogueSays) {
  for (const webhook::EventType& type : webhook::event_types()) {
    const FieldDifferences found = compare_fields(type.name, example_of(type.name));
    EXPECT_TRUE(found.is_known);
    EXPECT_THAT(found.unknown, IsEmpty()) << type.name;
    EXPECT_THAT(found.missing, IsEmpty()) << type.name;
  }
}

TEST(Fields, ThatDifferAreNamedAtEveryDepth) {
  Json event = example_of("call.created");
  event["extra"] = 1;
  event["call"]["settings"]["audio"]["louder"] = true;
  event["call"]["custom"]["anything"] = 1;
  event["members"].push_back(event["members"][0]);
  for (Json& member : event["members"])
    member["user"].erase("id");
  const FieldDifferences found = compare_fields("call.created", event);
  EXPECT_THAT(found.unknown, ElementsAre("call.settings.audio.louder", "extra"));
  EXPECT_THAT(found.missing, ElementsAre("members[].user.id"));
}

TEST(Fields, OfUnknownTypesAreNoDifferences) {
  const FieldDifferences found = compare_fields("no.such", Json{{"a", 1}});
  EXPECT_FALSE(found.is_known);
  EXPECT_THAT(found.unknown, IsEmpty());
  EXPECT_THAT(compare_fields("call.created", Json::array({1})).missing, IsEmpty());
  EXPECT_THAT(compare_fields("call.created", Json::object()).missing, Contains("call"));
}

TEST(Fields, AreToldUpToALimit) {
  Json event;
  for (int i = 0; i < 200; ++i)
    event["x" + std::to_string(i)] = i;
  EXPECT_EQ(compare_fields("call.created", event).unknown.size(), fields_told_max);
}

}  // namespace
}  // namespace streamctl::inspector
