#include "commands/listen/words.h"

#include "core/text.h"
#include "core/units.h"
#include "render/curl_command.h"
#include "render/forwarding.h"
#include "render/layout.h"
#include "render/reach.h"

namespace streamctl::cli {
namespace {

std::string counted(std::uint64_t count, const char* what) {
  return count == 0 ? "" : ", " + count_text(count) + what;
}

}  // namespace

std::string listen_banner(const ListenPlan& plan, const std::string& url,
                          const std::string& queue_url, const Terminal& terminal) {
  std::string text;
  if (!url.empty()) {
    text += "Listening on " + terminal.paint(Style::bold, url) + "\n" +
            reach_lines(plan.server.host, url, terminal);
  }
  if (!queue_url.empty()) text += "Taking events from " + printable(queue_url) + "\n";
  for (const std::string& topic : plan.receiver.sns.topics)
    text += "Taking events of the topic " + printable(topic) + "\n";
  if (!plan.receiver.verify.check_signature)
    text += terminal.paint(Style::yellow, "Signatures are not checked (--no-verify)") + "\n";
  if (!plan.record.file.empty()) text += "Recording to " + printable(plan.record.file) + "\n";
  text += forwarding_lines(plan.receiver.routes, terminal);
  if (!plan.respond.empty()) text += "Responding " + printable(plan.respond) + ", by attempt\n";
  if (plan.command.empty()) {
    std::string to = plan.server.port == 8080 && !plan.server.tls ? "" : " --to " + url;
    if (url.empty()) to = " --sqs-queue-url " + shell_word(queue_url);
    if (plan.server.tls) to += " --ca-cert " + shell_word(plan.server.tls->certificate);
    text += flowed({{"Try: streamctl forge call.created" + to + "    (Ctrl-C ends)", Style::dim}},
                   sizeof "Try: " - 1, terminal);
  }
  return text;
}

std::string queue_warning(const std::optional<sqs::QueueAttributes>& attributes) {
  if (!attributes || attributes->has_redrive) return "";
  return "the queue has no redrive policy: a message that is never accepted comes again and again "
         "until it expires";
}

std::vector<std::string> final_warnings(const listener::Listener& listener) {
  std::vector<std::string> warnings;
  if (listener.filter_failures().total() > 0)
    warnings.push_back(listener.filter_failures().summary());
  if (const std::uint64_t missed = listener.history_missed(); missed > 0)
    warnings.push_back("the history misses " + count_text(missed) +
                       (missed == 1 ? " delivery" : " deliveries") +
                       ": it could not be written in time, or not at all");
  return warnings;
}

std::string queue_summary(const sqs::Counts& counts) {
  return "Queue: " + count_text(counts.received) + " received, " + count_text(counts.deleted) +
         " deleted" + counted(counts.left, " left to come again") +
         counted(counts.released, " given back") +
         counted(counts.again, " received again while in hand") +
         counted(counts.undeleted, " that could not be deleted") + "\n";
}

}  // namespace streamctl::cli
