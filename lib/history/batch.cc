#include "history/batch.h"

#include <chrono>
#include <cstring>
#include <type_traits>
#include <utility>

namespace streamctl::history {
namespace {

/// The memory of a larger batch is not used again.
constexpr std::size_t kept_bytes_max = 4 * 1024 * 1024;

using Size = std::uint32_t;  // entry_bytes_max, and more than any header field or note.

/// What a packed delivery begins with. The texts follow in this order, then the answers.
struct Head {
  Size whole = 0;  ///< The bytes of the delivery, this included.
  Size answers = 0;
  std::int64_t received_at = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  int attempt = 0;
  unsigned status = 0;
  Size webhook_id = 0;
  Size type = 0;
  Size call_cid = 0;
  Size note = 0;
  Size file = 0;
  Size line = 0;
};

struct AnswerHead {
  std::int64_t duration = 0;
  unsigned status = 0;
  Size url = 0;
  Size error = 0;
};

template <class Object>
requires std::is_trivially_copyable_v<Object>
void put_at(std::size_t place, const Object& object, std::string& out) {
  std::memcpy(out.data() + place, &object, sizeof object);
}

template <class Object>
void put(const Object& object, std::string& out) {
  const std::size_t place = out.size();
  out.resize(place + sizeof object);
  put_at(place, object, out);
}

Size put_text(std::string_view text, std::string& out) {
  out.append(text);
  return static_cast<Size>(text.size());
}

template <class Object>
Object take(std::string_view& rest) {
  Object object;
  std::memcpy(&object, rest.data(), sizeof object);
  rest.remove_prefix(sizeof object);
  return object;
}

std::string_view take_text(Size size, std::string_view& rest) {
  const std::string_view text = rest.substr(0, size);
  rest.remove_prefix(size);
  return text;
}

}  // namespace

bool Batch::add(const capture::Record& record, const Fate& fate) {
  // Its line would be larger still.
  if (fate.place == nullptr && record.body.size() > entry_bytes_max) return false;
  const std::size_t begin = packed_.size();
  Head head;
  put(head, packed_);
  head.received_at =
      std::chrono::floor<std::chrono::microseconds>(record.received_at.time_since_epoch()).count();
  head.attempt = record.attempt;
  head.status = fate.status;
  head.webhook_id = put_text(record.webhook_id, packed_);
  head.type = put_text(record.type, packed_);
  head.call_cid = put_text(record.call_cid, packed_);
  head.note = put_text(fate.note, packed_);
  const std::size_t line = packed_.size();
  if (fate.place != nullptr) {
    head.offset = fate.place->offset;
    head.length = fate.place->length;
    head.file = put_text(*fate.place->file, packed_);
  } else {
    capture::append_line(record, packed_);
    head.line = static_cast<Size>(packed_.size() - line);
  }
  for (const capture::Forwarded& answer : fate.answers) {
    put(AnswerHead{answer.duration.count(), answer.status, static_cast<Size>(answer.url.size()),
                   static_cast<Size>(answer.error.size())},
        packed_);
    packed_.append(answer.url).append(answer.error);
    ++head.answers;
  }
  if (packed_.size() - begin > entry_bytes_max) {
    packed_.resize(begin);
    return false;
  }
  head.whole = static_cast<Size>(packed_.size() - begin);
  put_at(begin, head, packed_);
  ++count_;
  return true;
}

void Batch::append(const Batch& later) {
  packed_.append(later.packed_, later.first_);
  count_ += later.count_;
}

void Batch::drop_first() {
  std::string_view rest = std::string_view(packed_).substr(first_);
  first_ += take<Head>(rest).whole;
  --count_;
  if (2 * first_ > packed_.size()) packed_.erase(0, std::exchange(first_, 0));
}

void Batch::clear() {
  packed_.clear();
  if (packed_.capacity() > kept_bytes_max) packed_ = {};
  first_ = count_ = 0;
}

bool Batch::Reader::next(Row& row) {
  if (rest_.empty()) return false;
  const Head head = take<Head>(rest_);
  row.received_at = head.received_at;
  row.attempt = head.attempt;
  row.status = head.status;
  row.offset = head.offset;
  row.length = head.length;
  row.webhook_id = take_text(head.webhook_id, rest_);
  row.type = take_text(head.type, rest_);
  row.call_cid = take_text(head.call_cid, rest_);
  row.note = take_text(head.note, rest_);
  row.file = take_text(head.file, rest_);
  row.line = take_text(head.line, rest_);
  row.answers.clear();
  for (Size i = 0; i < head.answers; ++i) {
    const auto answer = take<AnswerHead>(rest_);
    capture::Forwarded& read = row.answers.emplace_back();
    read.status = answer.status;
    read.duration = std::chrono::nanoseconds{answer.duration};
    read.url = take_text(answer.url, rest_);
    read.error = take_text(answer.error, rest_);
  }
  return true;
}

}  // namespace streamctl::history
