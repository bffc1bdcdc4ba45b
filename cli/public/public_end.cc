#include "public/public_end.h"

#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/random.h"
#include "core/text.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

/// Without a newline.
std::string address_json(const std::string& url, bool is_checked) {
  return json_line(Json{{"kind", "public_url"}, {"url", printable(url)}, {"checked", is_checked}});
}

std::string address_line(const std::string& url, bool is_checked, const Terminal& terminal) {
  return "Public address " + terminal.paint(Style::bold, printable(url)) +
         (is_checked ? "" : terminal.paint(Style::dim, " (not checked)")) + "\n";
}

}  // namespace

PublicEnd::PublicEnd(PublicPlan plan, Events events, listener::Listener& listener, Context& context)
    : events_(std::move(events)), listener_(listener), context_(context) {
  if (plan.registration) {
    plan.registration->mark.port = listener.server().port();
    keeper_ = std::make_unique<HookKeeper>(
        *std::move(plan.registration),
        HookKeeper::Events{[this] { become_ready(); }, events_.failed, events_.show}, listener,
        context);
  }
  address_ = std::make_unique<tunnel::PublicAddress>(std::move(plan.address), std::move(plan.path),
                                                     listener, *this, context.clock,
                                                     Random(context.random.next()));
  listener.server().post([this] { address_->start(); });
}

void PublicEnd::become_ready() {
  if (!is_leaving_) events_.ready();
}

void PublicEnd::withdraw(std::function<void()> gone) {
  if (std::exchange(is_leaving_, true)) return;
  if (!keeper_) return gone();
  keeper_->withdraw(std::move(gone));
}

void PublicEnd::end() {
  if (keeper_) keeper_->end();
  if (listener_.tally().received > 0) address_->linger();
  address_.reset();
}

Result<ExitCode> PublicEnd::verdict(Result<ExitCode> verdict) const {
  return keeper_ ? keeper_->verdict(std::move(verdict)) : verdict;
}

void PublicEnd::address_holds(const std::string& url, bool is_checked) {
  const std::string before = std::exchange(url_, url);
  const bool was_checked = std::exchange(is_checked_, is_checked);
  if (url == before && (was_checked || !is_checked)) {
    address_note("The public address leads here again");
    if (keeper_) keeper_->point_to(url);
    return;
  }
  if (context_.output == Output::json) events_.show(address_json(url, is_checked));
  if (context_.output == Output::pretty && !context_.quiet)
    context_.err << address_line(url, is_checked, context_.err_terminal) << std::flush;
  if (keeper_) return keeper_->point_to(url);
  if (before.empty()) become_ready();
}

void PublicEnd::address_lost(const std::string& why) {
  report_warning(context_, why);
  if (keeper_) keeper_->lose();
}

void PublicEnd::address_failed(const Error& error) {
  events_.failed(error);
}

void PublicEnd::address_note(const std::string& words) {
  if (!context_.quiet) context_.err << context_.err_terminal.paint(Style::dim, words) << std::endl;
}

void PublicEnd::address_output(const std::string& line) {
  context_.err << context_.err_terminal.paint(Style::dim, line) << std::endl;
}

}  // namespace streamctl::cli
