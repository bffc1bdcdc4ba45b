#include "filter/frames.h"

#include <algorithm>
#include <utility>

namespace streamctl::filter {
namespace {

constexpr std::size_t number_bytes = 4;

/// Consumed bytes are discarded once there are this many.
constexpr std::size_t forgotten_from = std::size_t{64} * 1024;

void append_number(std::string& out, std::size_t number) {
  for (std::size_t i = 0; i < number_bytes; ++i)
    out.push_back(static_cast<char>((number >> (8 * i)) & 0xff));
}

std::uint32_t number_in(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = number_bytes; i > 0; --i)
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return number;
}

}  // namespace

void append_frame(std::string& out, std::string_view payload) {
  append_number(out, payload.size());
  out.append(payload);
}

void FrameReader::feed(std::string_view bytes) {
  if (read_ == bytes_.size() || read_ >= forgotten_from) bytes_.erase(0, std::exchange(read_, 0));
  // Do not keep a large buffer after a large event.
  if (bytes_.empty() && bytes_.capacity() > 16 * forgotten_from) bytes_ = {};
  bytes_.append(bytes);
}

std::optional<std::string_view> FrameReader::next() {
  const std::string_view rest = std::string_view(bytes_).substr(read_);
  if (is_broken_ || rest.size() < number_bytes) return std::nullopt;
  const std::size_t length = number_in(rest);
  is_broken_ = length > payload_bytes_max_;
  if (is_broken_ || rest.size() - number_bytes < length) return std::nullopt;
  read_ += number_bytes + length;
  return rest.substr(number_bytes, length);
}

std::string encode(const Hello& hello) {
  std::string payload;
  append_number(payload, hello.parent);
  payload += static_cast<char>(hello.task);
  return payload + hello.expression;
}

std::optional<Hello> decode_hello(std::string_view payload) {
  if (payload.size() <= number_bytes) return std::nullopt;
  const auto task = static_cast<Task>(payload[number_bytes]);
  if (task != Task::judge && task != Task::query) return std::nullopt;
  return Hello{number_in(payload), task, std::string(payload.substr(number_bytes + 1))};
}

std::string encode(const Output& output) {
  return static_cast<char>(output.kind) + output.text;
}

std::optional<Output> decode_output(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  const auto kind = static_cast<Output::Kind>(payload.front());
  switch (kind) {
    case Output::Kind::value:
    case Output::Kind::string:
    case Output::Kind::end:
    case Output::Kind::failed:
      return Output{kind, std::string(payload.substr(1))};
  }
  return std::nullopt;
}

std::string encode(const Reply& reply) {
  std::string payload(1, static_cast<char>(reply.kind));
  payload += reply.text.substr(0, reply_text_bytes_max);
  if (!reply.hint.empty()) payload += '\n' + reply.hint;
  payload.resize(std::min(payload.size(), reply_bytes_max));
  return payload;
}

std::optional<Reply> decode_reply(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  const auto kind = static_cast<Reply::Kind>(payload.front());
  switch (kind) {
    case Reply::Kind::ready:
    case Reply::Kind::refused:
    case Reply::Kind::wanted:
    case Reply::Kind::unwanted:
    case Reply::Kind::failed:
      break;
    default:
      return std::nullopt;
  }
  const std::size_t end = std::min(payload.find('\n'), payload.size());
  Reply reply{kind, std::string(payload.substr(1, end - 1)), ""};
  if (end < payload.size()) reply.hint = payload.substr(end + 1);
  return reply;
}

}  // namespace streamctl::filter
