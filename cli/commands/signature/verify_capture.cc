#include "commands/signature/verify_capture.h"

#include <cstdint>
#include <iterator>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "args/text_input.h"
#include "capture/source.h"
#include "commands/signature/verdict.h"
#include "commands/signature/verdict_line.h"
#include "core/short_id.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/malformed.h"
#include "webhook/delivery_headers.h"

namespace streamctl::cli {
namespace {

/// Why a delivery has no signature of Stream's; empty if it should have one.
std::string_view unsigned_because(const capture::Record& record) {
  switch (record.transport) {
    case capture::Transport::websocket:
      return "it came by WebSocket";
    case capture::Transport::sqs:
      return "it came from a queue";
    case capture::Transport::webhook:
      break;
  }
  return record.headers.find("X-Amz-Sns-Message-Type") != nullptr ? "it came from Amazon SNS" : "";
}

class CaptureCheck {
 public:
  CaptureCheck(const CaptureToVerify& capture, webhook::Verifier& verifier, Context& context)
      : capture_(capture), verifier_(verifier), context_(context), malformed_(context) {}

  Result<ExitCode> run();

 private:
  [[nodiscard]] bool is_wanted(const std::string& webhook_id) const;
  Result<void> read(capture::EventSource& source);
  Result<void> take(capture::Record&& record);
  Result<void> put(const std::string& webhook_id, std::string line);
  std::string line_of(const capture::Record& record, std::string_view why_unsigned,
                      const Verdict& verdict) const;
  void summarise();
  Result<ExitCode> result();

  const CaptureToVerify& capture_;
  webhook::Verifier& verifier_;
  Context& context_;
  MalformedPieces malformed_;
  std::uint64_t valid_ = 0;
  std::uint64_t wrong_ = 0;
  std::uint64_t unsigned_ = 0;
  std::set<std::string> ids_;      ///< With an id: those that it begins.
  std::vector<std::string> held_;  ///< Lines that wait until the id is known to be unique.
};

bool CaptureCheck::is_wanted(const std::string& webhook_id) const {
  return capture_.id.empty() || may_name(capture_.id, webhook_id);
}

Result<void> CaptureCheck::take(capture::Record&& record) {
  if (!is_wanted(record.webhook_id)) return {};
  const std::string_view why_unsigned =
      capture_.got ? std::string_view() : unsigned_because(record);
  Verdict verdict;
  if (why_unsigned.empty()) {
    const std::string* signature =
        capture_.got ? &*capture_.got : record.headers.find(webhook::signature_header);
    verdict = verdict_of(verifier_.verify(record.body, nullptr, signature));
    ++(verdict.is_valid ? valid_ : wrong_);
  } else {
    ++unsigned_;
  }
  return put(record.webhook_id, line_of(record, why_unsigned, verdict));
}

std::string CaptureCheck::line_of(const capture::Record& record, std::string_view why_unsigned,
                                  const Verdict& verdict) const {
  if (context_.output == Output::json) {
    Json line = with_verdict({{"kind", "verify"},
                              {"webhook_id", record.webhook_id},
                              {"attempt", record.attempt},
                              {"type", record.type}},
                             verdict);
    if (!why_unsigned.empty()) {
      line["valid"] = nullptr;
      line["reason"] = "not signed: " + std::string(why_unsigned);
    }
    return json_line(line) + "\n";
  }
  return verdict_line(record, why_unsigned, verdict, context_.out_terminal);
}

Result<void> CaptureCheck::put(const std::string& webhook_id, std::string line) {
  if (capture_.id.empty() && !capture_.got) {
    context_.out << line << std::flush;
    return {};
  }
  ids_.insert(webhook_id);
  held_.push_back(std::move(line));
  if (ids_.size() < 2) return {};
  if (capture_.id.empty())
    return usage_error(
        "--got is one signature, and " + input_name(capture_.path) + " holds several deliveries",
        "name one of them with --id");
  return usage_error("the webhook ids " + printable(*ids_.begin()) + " and " +
                         printable(*std::next(ids_.begin())) + " both begin with " +
                         printable(capture_.id),
                     "give more of it to --id");
}

Result<void> CaptureCheck::read(capture::EventSource& source) {
  while (!context_.stop.stop_requested()) {
    auto next = source.next();
    if (auto* unreadable = std::get_if<capture::Unreadable>(&next))
      return std::move(unreadable->error);
    if (const auto* piece = std::get_if<capture::Malformed>(&next)) {
      malformed_.add(piece->error.what);
      continue;
    }
    auto* record = std::get_if<capture::Record>(&next);
    if (record == nullptr) break;
    if (auto taken = take(std::move(*record)); !taken) return taken;
  }
  return {};
}

void CaptureCheck::summarise() {
  if (context_.output == Output::json) {
    context_.out << json_line(Json{{"kind", "summary"},
                                   {"valid", valid_},
                                   {"wrong", wrong_},
                                   {"unsigned", unsigned_},
                                   {"malformed", malformed_.count()}})
                 << '\n';
    return;
  }
  const Terminal& terminal = context_.out_terminal;
  context_.out << terminal.paint(Style::green, count_text(valid_) + " valid");
  if (wrong_ > 0) context_.out << ", " << terminal.paint(Style::red, count_text(wrong_) + " wrong");
  if (unsigned_ > 0) context_.out << ", " << count_text(unsigned_) << " unsigned";
  context_.out << '\n';
}

Result<ExitCode> CaptureCheck::result() {
  if (context_.stop.stop_requested()) return 128 + context_.stop_signal;
  if (wrong_ > 0) return 1;
  if (malformed_.count() > 0)
    return config_error(count_text(malformed_.count()) +
                        (malformed_.count() == 1 ? " line is malformed" : " lines are malformed"));
  if (valid_ > 0) return 0;
  const std::string name = input_name(capture_.path);
  if (unsigned_ > 0) {
    report_warning(context_, "nothing in " + name + " is signed");
  } else if (capture_.id.empty()) {
    report_warning(context_, "there is no event in " + name);
  } else {
    report_warning(
        context_,
        "no delivery in " + name + " has the webhook id " + printable(capture_.id) +
            (capture_.id.size() < id_prefix_least ? "; the beginning of one needs 6 characters"
                                                  : ""));
  }
  return 1;
}

Result<ExitCode> CaptureCheck::run() {
  auto reader = capture::ValueReader::open(capture_.path, context_.stop);
  if (!reader) return std::move(reader).error();
  capture::EventSource source(*std::move(reader));
  if (auto good = read(source); !good) return std::move(good).error();
  for (const std::string& line : held_)
    context_.out << line;
  summarise();
  if (wrong_ > 0 && source.parsed() > 0)
    report_warning(context_, input_name(capture_.path) +
                                 " holds bodies as parsed JSON: the bytes that were signed are "
                                 "lost, so that their signatures cannot match");
  return result();
}

}  // namespace

Result<ExitCode> verify_capture(const CaptureToVerify& capture, webhook::Verifier& verifier,
                                Context& context) {
  return CaptureCheck(capture, verifier, context).run();
}

}  // namespace streamctl::cli
