#include "public/hook_keeper.h"

#include <ostream>
#include <utility>

#include "error_report.h"
#include "public/hook_words.h"
#include "render/hooks.h"

namespace streamctl::cli {

HookKeeper::HookKeeper(RegistrarSettings settings, Events events, listener::Listener& listener,
                       Context& context)
    : events_(std::move(events)),
      listener_(listener),
      context_(context),
      mark_(settings.mark),
      types_(settings.types),
      is_preview_(settings.is_preview) {
  registrar_ = std::make_unique<Registrar>(
      std::move(settings), [this] { listener_.server().post([this] { read_news(); }); },
      context.clock);
}

void HookKeeper::withdraw(std::function<void()> gone) {
  gone_ = std::move(gone);
  registrar_->withdraw();
}

void HookKeeper::end() {
  registrar_->await_end();
  read_news();
}

Result<ExitCode> HookKeeper::verdict(Result<ExitCode> verdict) const {
  if (!left_) return verdict;
  if (verdict && *verdict == 0) return *left_;
  report_error(context_.err, *left_, context_.output, context_.err_terminal);
  return verdict;
}

void HookKeeper::read_news() {
  for (const RegistrarReport& report : registrar_->take())
    std::visit([this](const auto& one) { print(one); }, report);
}

void HookKeeper::print(const Registered& done) {
  if (is_preview_) {
    for (const auto& [before, after] : done.changes) {
      std::string text = context_.output == Output::json
                             ? hook_change_json(before, after)
                             : render_hook_change(before, after, context_.out_terminal);
      while (text.ends_with('\n'))
        text.pop_back();
      events_.show(std::move(text));
    }
  } else if (context_.output == Output::json) {
    events_.show(registered_json(done, mark_, types_));
  }
  if (!context_.quiet && (!is_preview_ || done.changes.empty()))
    context_.err << registered_lines(done, mark_, types_, context_.err_terminal) << std::flush;
  if (!std::exchange(is_ready_, true)) events_.ready();
}

void HookKeeper::print(const Unregistered& done) {
  if (done.error && done.is_last) left_ = left_error(*done.error, done.hook);
  if (done.error && !done.is_last)
    report_warning(context_, left_error(*done.error, done.hook).what);
  if (done.hook && !done.error) {
    if (context_.output == Output::json) events_.show(unregistered_json(*done.hook));
    if (!context_.quiet)
      context_.err << unregistered_line(*done.hook, done.is_last, context_.err_terminal)
                   << std::flush;
  }
  if (done.is_last && gone_) std::exchange(gone_, nullptr)();
}

void HookKeeper::print(const RegistrarNote& note) {
  if (note.is_exchange)
    context_.err << note.words << std::flush;
  else
    report_warning(context_, note.words);
}

void HookKeeper::print(const Error& error) {
  events_.failed(error);
}

}  // namespace streamctl::cli
