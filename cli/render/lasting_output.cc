#include "render/lasting_output.h"

#include <cerrno>
#include <utility>

#include "error_report.h"
#include "standard_stream.h"

namespace streamctl::cli {

LastingOutput::LastingOutput(Context& context, std::function<void()> failed)
    : sole_(context.err), out_(context.out), failed_(std::move(failed)) {}

void LastingOutput::print(std::string_view text, std::uint64_t events) {
  if (gone_) return;
  out_.clear();
  const auto* stream = dynamic_cast<const StandardStream*>(out_.rdbuf());
  if (stream != nullptr && !stream->at_line_start()) out_ << '\n';
  out_ << text << std::flush;
  if (out_) {
    lost_ = 0;
    return;
  }
  lost_ += events;
  gone_ = output_failure(out_) == EPIPE;
  if (gone_ || !std::exchange(has_failed_, true)) failed_();
}

void LastingOutput::hurry() {
  if (auto* stream = dynamic_cast<StandardStream*>(out_.rdbuf())) stream->hurry();
}

void report_lost_output(Context& context) {
  auto error = take_output_error(context.out);
  if (!error) return;
  error->hint = "streamctl continues, and prints again once the output can be written";
  report_error(context.err, *error, context.output, context.err_terminal);
  context.err.flush();
}

}  // namespace streamctl::cli
