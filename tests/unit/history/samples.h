// Sample deliveries for the tests of the history.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "history/query.h"
#include "history/store.h"

namespace streamctl::history {

using namespace std::chrono_literals;
using capture::TempDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

/// Received `second` seconds into 2023-11-14T22:13:20Z.
inline Entry entry_of(const std::string& id, std::string body = "{}", int second = 0) {
  Entry entry;
  entry.record.webhook_id = id;
  entry.record.type = "call.created";
  entry.record.call_cid = "default:a";
  entry.record.received_at = WallTime{std::chrono::seconds{1'700'000'000 + second}};
  entry.record.body = std::move(body);
  entry.status = 200;
  return entry;
}

inline Fate fate_of(const Entry& entry) {
  return {entry.status, entry.note, entry.answers, entry.place ? &*entry.place : nullptr};
}

inline Batch batch_of(const std::vector<Entry>& entries) {
  Batch batch;
  for (const Entry& entry : entries)
    EXPECT_TRUE(batch.add(entry.record, fate_of(entry)));
  return batch;
}

inline Store store_in(const TempDirectory& directory,
                      std::uint64_t bytes_max = database_bytes_max) {
  auto store = Store::open(directory.path("s"), bytes_max);
  EXPECT_TRUE(store) << store.error().what;
  return *std::move(store);
}

/// The webhook ids that a query finds.
inline std::vector<std::string> ids_of(Store& store, const Query& query = {}) {
  std::vector<std::string> ids;
  const auto numbers = find(store, query);
  EXPECT_TRUE(numbers) << numbers.error().what;
  for (const std::int64_t number : *numbers) {
    const auto found = read(store, number);
    EXPECT_TRUE(found && *found);
    ids.push_back((*found)->entry.record.webhook_id);
  }
  return ids;
}

}  // namespace streamctl::history
