// The protocol between streamctl and the filter's process: frames of bytes over a socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::filter {

/// Appends a frame: the length of `payload` as four bytes, little-endian, then `payload`, which is
/// shorter than 4 GiB.
void append_frame(std::string& out, std::string_view payload);

/// Extracts frames from a byte stream.
class FrameReader {
 public:
  explicit FrameReader(std::size_t payload_bytes_max) : payload_bytes_max_(payload_bytes_max) {}

  void feed(std::string_view bytes);
  /// The next complete payload, valid until the next call of feed(); nothing until it is complete.
  std::optional<std::string_view> next();
  /// A frame's length exceeds the limit: nothing can be read from here on.
  [[nodiscard]] bool is_broken() const { return is_broken_; }

 private:
  std::size_t payload_bytes_max_;
  std::string bytes_;
  std::size_t read_ = 0;  ///< How many of them were already returned.
  bool is_broken_ = false;
};

/// What a filter's process does with the JSON texts it receives.
enum class Task : std::uint8_t {
  judge = 'j',  ///< Answers each with a Reply.
  query = 'q',  ///< Answers each with Outputs, the last of which ends them.
};

/// The first frame to the filter's process.
struct Hello {
  std::uint32_t parent = 0;  ///< The parent process; the helper ends with it.
  Task task = Task::judge;
  std::string expression;
  bool operator==(const Hello&) const = default;
};

std::string encode(const Hello& hello);
std::optional<Hello> decode_hello(std::string_view payload);

/// Each frame from the filter's process: one after Hello, and one per event.
struct Reply {
  enum class Kind : std::uint8_t {
    ready = 'r',     ///< Compiled.
    refused = 'x',   ///< Did not compile: `text` is the reason, `hint` shows the position.
    wanted = '+',    ///< The event passes.
    unwanted = '-',  ///< The event does not pass.
    failed = '!',    ///< jq reported the error `text` on it.
  };
  Kind kind = Kind::failed;
  std::string text;  ///< One line.
  std::string hint;
  bool operator==(const Reply&) const = default;
};

/// The longest reply; encode() cuts texts so that they fit.
constexpr std::size_t reply_bytes_max = std::size_t{512} * 1024;
constexpr std::size_t reply_text_bytes_max = 2048;

/// Each frame that answers a query.
struct Output {
  enum class Kind : std::uint8_t {
    value = 'v',   ///< `text` is JSON.
    string = 's',  ///< `text` is the characters of a string.
    end = '.',     ///< No more outputs.
    failed = '!',  ///< No more outputs: jq reported the error `text`.
  };
  Kind kind = Kind::end;
  std::string text;
  bool operator==(const Output&) const = default;
};

/// The longest output.
constexpr std::size_t output_bytes_max = std::size_t{64} * 1024 * 1024;

std::string encode(const Output& output);
std::optional<Output> decode_output(std::string_view payload);

std::string encode(const Reply& reply);
std::optional<Reply> decode_reply(std::string_view payload);

}  // namespace streamctl::filter
