#include "sqs/in_hand.h"

#include <algorithm>
#include <utility>

namespace streamctl::sqs {
namespace {

/// A message is extended after this fraction of its timeout; after a failure, again after that one.
constexpr int extended_after = 2;
constexpr int extension_retried_after = 10;

}  // namespace

void InHand::add(std::vector<Message>&& messages, SteadyTime now) {
  for (Message& message : messages) {
    if (const auto known = tickets_.find(message.id); known != tickets_.end()) {
      Entry& entry = messages_.at(known->second);
      entry.message.receipt = std::move(message.receipt);
      entry.extend_at = now + visibility_ / extended_after;
      ++counts_.again;
      continue;
    }
    Entry& entry = messages_[++last_ticket_];
    entry = {std::move(message), uncounted, now + visibility_ / extended_after, {}};
    tickets_.emplace(entry.message.id, last_ticket_);
    move_to(entry, draining_ ? Stage::releasing : Stage::waiting);
  }
}

std::vector<Arrival> InHand::take_ready() {
  std::vector<Arrival> ready;
  if (waiting_ == 0) return ready;
  for (auto& [ticket, entry] : messages_) {
    if (entry.stage != Stage::waiting) continue;
    const std::string& group = entry.message.group;
    if (!group.empty() && !busy_groups_.try_emplace(group, ticket).second) continue;
    move_to(entry, Stage::handed);
    ++counts_.received;
    Message& message = entry.message;
    ready.push_back({ticket, message.id, std::exchange(message.body, {}), message.receive_count});
  }
  return ready;
}

void InHand::settle(std::uint64_t ticket, bool done, SteadyTime now) {
  const auto place = messages_.find(ticket);
  if (place == messages_.end() || place->second.stage != Stage::handed) return;
  const std::string group = place->second.message.group;
  busy_groups_.erase(group);
  if (done) {
    place->second.done_at = now;
    return move_to(place->second, Stage::done);
  }
  if (draining_) return move_to(place->second, Stage::releasing);
  ++counts_.left;
  erase(place);
  if (!group.empty()) release_group(group);
}

std::vector<Held> InHand::take_deletable() {
  std::vector<Held> batch;
  if (deletable_ == 0) return batch;
  for (auto& [ticket, entry] : messages_) {
    if (entry.stage != Stage::done) continue;
    move_to(entry, Stage::deleting);
    batch.push_back({ticket, entry.message.receipt});
    if (batch.size() == batch_entries_max) break;
  }
  return batch;
}

std::optional<SteadyTime> InHand::deletable_since() const {
  std::optional<SteadyTime> since;
  std::size_t left = deletable_;  // They are among the first.
  for (auto place = messages_.begin(); left > 0; ++place) {
    const Entry& entry = place->second;
    if (entry.stage != Stage::done) continue;
    if (!since || entry.done_at < *since) since = entry.done_at;
    --left;
  }
  return since;
}

void InHand::deleted(const Held& held) {
  const auto place = messages_.find(held.ticket);
  if (place == messages_.end()) return;
  // It was received again meanwhile, and only the newest receipt is sure to delete it.
  if (place->second.message.receipt != held.receipt) return move_to(place->second, Stage::done);
  ++counts_.deleted;
  erase(place);
}

void InHand::retry_delete(const Held& held) {
  const auto place = messages_.find(held.ticket);
  if (place != messages_.end()) move_to(place->second, Stage::done);
}

void InHand::give_up_delete(const Held& held) {
  const auto place = messages_.find(held.ticket);
  if (place == messages_.end()) return;
  if (place->second.message.receipt != held.receipt) return move_to(place->second, Stage::done);
  ++counts_.undeleted;
  erase(place);
}

std::vector<Held> InHand::take_extensible(SteadyTime now) {
  std::vector<Held> batch;
  for (auto& [ticket, entry] : messages_) {
    if (entry.stage == Stage::releasing || entry.extend_at > now) continue;
    entry.extend_at = now + visibility_ / extended_after;
    batch.push_back({ticket, entry.message.receipt});
    if (batch.size() == batch_entries_max) break;
  }
  return batch;
}

std::optional<SteadyTime> InHand::next_extension() const {
  std::optional<SteadyTime> next;
  for (const auto& [ticket, entry] : messages_)
    if (entry.stage != Stage::releasing && (!next || entry.extend_at < *next))
      next = entry.extend_at;
  return next;
}

void InHand::retry_extension(const std::vector<Held>& held, SteadyTime now) {
  for (const Held& one : held)
    if (const auto place = messages_.find(one.ticket); place != messages_.end())
      place->second.extend_at = now + visibility_ / extension_retried_after;
}

std::vector<Held> InHand::take_releasable() {
  std::vector<Held> batch;
  if (releasable_ == 0) return batch;
  for (auto place = messages_.begin(); place != messages_.end();) {
    const auto next = std::next(place);
    if (place->second.stage == Stage::releasing) {
      batch.push_back({place->first, place->second.message.receipt});
      ++counts_.released;
      erase(place);
    }
    if (batch.size() == batch_entries_max) break;
    place = next;
  }
  return batch;
}

void InHand::drain() {
  draining_ = true;
  for (auto& [ticket, entry] : messages_)
    if (entry.stage == Stage::waiting) move_to(entry, Stage::releasing);
}

void InHand::release_handed() {
  for (auto& [ticket, entry] : messages_)
    if (entry.stage == Stage::handed) move_to(entry, Stage::releasing);
}

void InHand::release_group(const std::string& group) {
  for (auto& [ticket, entry] : messages_)
    if (entry.stage == Stage::waiting && entry.message.group == group)
      move_to(entry, Stage::releasing);
}

void InHand::move_to(Entry& entry, Stage stage) {
  const auto count = [&](Stage which, std::size_t& counter) {
    if (entry.stage == which) --counter;
    if (stage == which) ++counter;
  };
  count(Stage::waiting, waiting_);
  count(Stage::handed, handed_);
  count(Stage::done, deletable_);
  count(Stage::releasing, releasable_);
  entry.stage = stage;
}

void InHand::erase(Entries::iterator place) {
  move_to(place->second, uncounted);
  tickets_.erase(place->second.message.id);
  messages_.erase(place);
}

}  // namespace streamctl::sqs
