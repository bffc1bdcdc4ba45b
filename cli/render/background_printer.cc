#include "render/background_printer.h"

#include <exception>
#include <utility>
#include <vector>

namespace streamctl::cli {
namespace {

/// A longer page is printed in pieces of this size.
constexpr std::size_t piece_bytes = 256 * 1024;

}  // namespace

BackgroundPrinter::Page::Page(LastingOutput& output,
                              const std::function<std::string(std::uint64_t)>& missing)
    : output_(output), missing_(missing) {}

void BackgroundPrinter::Page::add(std::string_view text) {
  begin();
  text_ += text;
  ++events_;
  if (text_.size() >= piece_bytes) print();
}

void BackgroundPrinter::Page::finish() {
  begin();
  if (events_ > 0) print();
}

/// Reports first the events missing before this page.
void BackgroundPrinter::Page::begin() {
  if (std::exchange(has_begun_, true)) return;
  const std::uint64_t missing = skipped_ + output_.lost();
  if (missing > 0 && missing_) text_ = missing_(missing);
  events_ += std::exchange(skipped_, 0);
}

void BackgroundPrinter::Page::print() {
  output_.print(text_, std::exchange(events_, 0));
  text_.clear();
  has_begun_ = false;
}

BackgroundPrinter::BackgroundPrinter(Context& context, Source source, std::function<void()> failed)
    : output_(context, std::move(failed)), source_(std::move(source)), thread_([this] { run(); }) {}

BackgroundPrinter::~BackgroundPrinter() {
  if (std::uncaught_exceptions() > 0) output_.hurry();
  source_.close();
}

void BackgroundPrinter::run() {
  std::uint64_t skipped = 0;  // By the page before, after its text had begun.
  while (true) {
    Page page(output_, source_.missing);
    page.skip(skipped);
    const bool is_open = source_.next(page);
    if (is_open || skipped > 0) page.finish();
    skipped = page.skipped();
    if (!is_open && skipped == 0) return;
  }
}

bool LineQueue::push(std::string line) {
  const std::size_t bytes = sizeof line + line.size();
  std::vector<std::string> one;
  one.push_back(std::move(line));
  return lines_.push(std::move(one), bytes);
}

BackgroundPrinter::Source LineQueue::source() {
  return {[this](BackgroundPrinter::Page& page) {
            const auto batch = lines_.pop();
            if (!batch) return false;
            for (const std::string& line : batch->items)
              page.add_rendered([&] { return std::string_view(line); });
            return true;
          },
          [this] { lines_.close(); }};
}

}  // namespace streamctl::cli
