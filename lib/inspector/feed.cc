#include "inspector/feed.h"

#include <algorithm>
#include <utility>

namespace streamctl::inspector {
namespace {

/// When nothing happens: shows both ends that the other is there.
constexpr std::chrono::seconds silence_max{10};

void add_event(std::string& text, const char* name, const std::string& data) {
  text += "event: ";
  text += name;
  text += "\ndata: " + data + "\n\n";
}

}  // namespace

Feed::Feed(const Store& store, const Bulletin& bulletin, std::function<std::string()> state,
           std::optional<std::uint64_t> after)
    : store_(store), bulletin_(bulletin), state_(std::move(state)), read_(bulletin.position()) {
  // A page of an earlier run may be ahead.
  if (after) read_.rows = *after > read_.rows ? 0 : *after;
}

void Feed::run(const Send& send) {
  std::string text = "retry: 1000\n\n";
  add_event(text, "state", state_());
  while (send(text)) {
    if (!bulletin_.rest(feed_interval)) break;
    const Bulletin::Position now = bulletin_.wait(read_, silence_max);
    if (now.is_closed) break;
    text = news();
    if (text.empty()) text = ": still here\n\n";
  }
  text.clear();
  add_event(text, "end", "{}");
  send(text);
}

std::string Feed::news() {
  std::string text;
  const Bulletin::Position now = bulletin_.position();
  const bool has_skipped = now.rows > read_.rows && add_rows(text);
  for (const Message& message : bulletin_.messages_after(read_.message))
    add_event(text, message.event.c_str(), message.data);
  read_.message = now.message;
  // What is skipped is counted by the state alone.
  if (has_skipped || now.state > read_.state) add_event(text, "state", state_());
  read_.state = now.state;
  return text;
}

/// Whether rows were skipped.
bool Feed::add_rows(std::string& text) {
  const Store::Span span = store_.summary().span;
  std::uint64_t from = std::max(read_.rows + 1, span.first);
  if (span.last - from >= feed_behind_max) from = span.last - feed_rows_max + 1;
  const std::vector<ItemPtr> items = store_.range(from, span.last, feed_rows_max, false);
  // Newer ones may have pushed out the first of them by now.
  const std::uint64_t next = items.empty() ? span.last + 1 : items.front()->seq;
  const bool has_skipped = next > read_.rows + 1;
  if (has_skipped)
    add_event(text, "skipped",
              "{\"count\":" + std::to_string(next - read_.rows - 1) + ",\"first\":" +
                  std::to_string(read_.rows + 1) + ",\"last\":" + std::to_string(next - 1) + "}");
  read_.rows = next - 1;
  std::string rows;
  for (const ItemPtr& item : items) {
    if (!rows.empty()) rows += ',';
    rows += item->row;
    read_.rows = item->seq;
  }
  if (rows.empty()) return has_skipped;
  text += "id: " + std::to_string(read_.rows) + "\n";
  add_event(text, "rows", "{\"rows\":[" + rows + "]}");
  return has_skipped;
}

}  // namespace streamctl::inspector
