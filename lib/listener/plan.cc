#include "listener/plan.h"

#include <algorithm>
#include <charconv>

#include "core/text.h"
#include "core/units.h"
#include "net/status.h"

namespace streamctl::listener {
namespace {

constexpr std::size_t steps_max = 1000;
constexpr unsigned status_least = 200;  // 1xx is no final answer (RFC 9110 section 15.2).
constexpr unsigned status_most = 599;
constexpr std::string_view forms = "a step is a status (503), slow:2s, timeout or reset";

Result<Step> parse_step(std::string_view text) {
  Step step;
  step.text = std::string(text);
  if (text == "timeout" || text == "reset") {
    step.kind = text == "reset" ? Step::Kind::reset : Step::Kind::timeout;
    step.status = 0;
    return step;
  }
  if (text.starts_with("slow:")) {
    auto delay = parse_duration(text.substr(5));
    if (!delay) return std::move(delay).error();
    step.kind = Step::Kind::slow;
    step.delay = *delay;
    return step;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step.status);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (!is_number) return usage_error("'" + printable(text) + "' is no step", std::string(forms));
  if (step.status < status_least || step.status > status_most) {
    return usage_error("'" + printable(text) + "' is not a status from 200 to 599");
  }
  return step;
}

}  // namespace

bool accepts(const Step& step) {
  return net::is_success(step.status);
}

Result<Plan> Plan::parse(std::string_view text) {
  Plan plan;
  plan.steps_.clear();
  for (const std::string_view part : split(text, ',')) {
    auto step = parse_step(trimmed(part));
    const std::string number = std::to_string(plan.steps_.size() + 1);
    if (!step) return std::move(step).error().in("step " + number);
    if (plan.steps_.size() == steps_max) {
      return usage_error("more than " + std::to_string(steps_max) + " steps");
    }
    plan.steps_.push_back(*std::move(step));
  }
  return plan;
}

const Step& Plan::step(int attempt) const {
  const auto index = static_cast<std::size_t>(std::max(attempt, 1) - 1);
  return steps_[std::min(index, steps_.size() - 1)];
}

bool Plan::settled(int attempt) const {
  return attempt >= static_cast<int>(steps_.size());
}

std::chrono::nanoseconds Plan::slowest() const {
  std::chrono::nanoseconds longest{0};
  for (const Step& step : steps_)
    longest = std::max(longest, step.delay);
  return longest;
}

}  // namespace streamctl::listener
