#include "filter/failures.h"

#include <string_view>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::filter {
namespace {

std::string_view text_of(Failure failure) {
  switch (failure) {
    case Failure::error:
      return "gave an error";
    case Failure::time:
      return "took too long";
    case Failure::crash:
      return "crashed jq";
    case Failure::memory:
      return "needed too much memory";
    case Failure::backlog:
      return "waited behind too many";
    case Failure::ended:
      return "came too late to be judged";
  }
  return "";
}

}  // namespace

std::optional<std::string> Failures::note(const Decision& decision, const FailedEvent& event) {
  if (!decision.failure) return std::nullopt;
  ++total_;
  if (counts_.at(static_cast<std::size_t>(*decision.failure))++ > 0) return std::nullopt;
  std::string words = "--filter failed on an event (" + printable(event.type);
  if (!event.webhook_id.empty()) words += ", webhook id " + printable(event.webhook_id);
  return words + "), which is " + std::string(event.fate) + ": " + decision.why +
         "; more of the kind are only counted";
}

std::string Failures::summary() const {
  if (total_ == 0) return "";
  std::string words =
      "--filter failed on " + count_text(total_) + (total_ == 1 ? " event" : " events");
  std::string_view separator = ": ";
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    words += std::string(separator) + count_text(counts_[i]) + " " +
             std::string(text_of(static_cast<Failure>(i)));
    separator = ", ";
  }
  return words;
}

}  // namespace streamctl::filter
