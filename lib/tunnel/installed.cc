#include "tunnel/installed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <mutex>

#include "core/result.h"
#include "tunnel/child.h"
#include "tunnel/program.h"

namespace streamctl::tunnel {
namespace {

constexpr std::chrono::seconds version_answer_time{3};
constexpr std::size_t version_answer_bytes_max = 4096;
constexpr std::size_t version_bytes_max = 40;

/// How each program is asked for its version.
struct Asked {
  std::string_view name;
  std::string_view argument;
};
constexpr std::array<Asked, 7> all_asked{{{"cloudflared", "--version"},
                                          {"ngrok", "version"},
                                          {"tailscale", "version"},
                                          {"devtunnel", "--version"},
                                          {"zrok2", "version"},
                                          {"zrok", "version"},
                                          {"bore", "--version"}}};

bool is_decimal(char byte) {
  return byte >= '0' && byte <= '9';
}

bool clings(char byte) {
  return is_decimal(byte) || (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '-' ||
         byte == '+' || byte == '_';
}

/// One program that is being asked.
class Question {
 public:
  Question(std::string name, const std::string& path, std::string_view argument, const Clock& clock)
      : name_(std::move(name)) {
    const auto take = [this](std::string_view bytes) {
      const std::lock_guard lock(mutex_);
      text_ += bytes.substr(
          0, version_answer_bytes_max - std::min(version_answer_bytes_max, text_.size()));
    };
    auto child = Child::start({{path, std::string(argument)}, {}, {"STREAM_API_SECRET"}},
                              {take, take, [] {}, [](Exit /*exit*/) {}}, clock);
    if (child) child_ = *std::move(child);
  }

  /// Waits for the answer, at most until `deadline`.
  Installed answer(SteadyTime deadline, const Clock& clock) {
    if (child_) child_->linger(std::max<std::chrono::nanoseconds>(deadline - clock.steady(), {}));
    child_.reset();
    return {name_, version_in(text_)};
  }

 private:
  std::string name_;
  std::mutex mutex_;
  std::string text_;
  std::unique_ptr<Child> child_;
};

}  // namespace

std::string version_in(std::string_view text) {
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (!is_decimal(text[at])) continue;
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), clings);
    const std::string_view word =
        text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
    const auto dot = std::find_if_not(word.begin(), word.end(), is_decimal);
    if (dot != word.end() && *dot == '.' && dot + 1 != word.end() && is_decimal(dot[1])) {
      std::string version(word.substr(0, version_bytes_max));
      while (version.ends_with('.'))
        version.pop_back();
      return version;
    }
    at += word.size() - 1;
  }
  return "";
}

std::vector<Installed> installed_programs(const Environment& environment, const Clock& clock) {
  std::vector<std::unique_ptr<Question>> questions;
  for (const auto& [name, argument] : all_asked) {
    const std::string path = path_of(std::string(name), environment);
    if (!path.empty())
      questions.push_back(std::make_unique<Question>(std::string(name), path, argument, clock));
  }
  const SteadyTime deadline = clock.steady() + version_answer_time;
  std::vector<Installed> all;
  for (const auto& question : questions)
    all.push_back(question->answer(deadline, clock));
  return all;
}

}  // namespace streamctl::tunnel
