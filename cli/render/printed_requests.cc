#include "render/printed_requests.h"

#include <ostream>
#include <string>
#include <string_view>

#include "core/text.h"
#include "render/curl_command.h"

namespace streamctl::cli {
namespace {

/// A body from elsewhere must not drive the terminal.
std::string shown(const std::string& body, const Terminal& terminal) {
  if (!terminal.is_tty) return body;
  std::string text;
  for (const std::string_view line : split(body, '\n'))
    text += printable(line) + '\n';
  text.pop_back();
  return text;
}

}  // namespace

ExitCode print_requests(const delivery::Source& source, const delivery::Target& target,
                        PrintForm form, Context& context) {
  delivery::Sealer sealer(target);
  while (auto planned = source()) {
    if (context.stop.stop_requested()) break;
    delivery::Outgoing& outgoing = planned->outgoing;
    if (form == PrintForm::bodies) {
      outgoing.gzip = false;  // Only a curl command can send a compressed body.
      outgoing.verbatim.reset();
    }
    const delivery::Envelope envelope = sealer.seal(outgoing);
    context.out << (form == PrintForm::curl ? curl_command(target, envelope)
                                            : shown(*envelope.body, context.out_terminal))
                << '\n';
    if (!context.out) break;
  }
  context.out.flush();
  return context.stop.stop_requested() ? 128 + context.stop_signal : 0;
}

}  // namespace streamctl::cli
