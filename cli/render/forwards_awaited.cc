#include "render/forwards_awaited.h"

#include <ostream>

#include "core/text.h"
#include "core/units.h"
#include "error_report.h"

namespace streamctl::cli {

void say_forwards_awaited(std::size_t count, const std::string& url, Context& context) {
  if (context.quiet || count == 0) return;
  context.err << over_interrupt(context, context.err_terminal) << "waiting for "
              << count_text(count) << (count == 1 ? " forward to " : " forwards to ")
              << printable(url) << "; press Ctrl-C again to stop now\n"
              << std::flush;
}

}  // namespace streamctl::cli
