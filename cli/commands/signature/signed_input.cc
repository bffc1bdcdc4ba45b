#include "commands/signature/signed_input.h"

#include "args/arguments.h"
#include "args/input.h"
#include "args/options.h"
#include "args/text_input.h"
#include "core/foreign_form.h"
#include "core/text.h"
#include "error_report.h"
#include "net/gzip.h"

namespace streamctl::cli {

Argument& declare_body(Arguments& arguments, std::string& path) {
  return arguments.text("FILE", path, "The body, byte for byte as received; - reads standard input")
      .metavar(file_metavar);
}

Result<std::string> read_body(const std::string& path, Context& context) {
  auto body = read_input(path, context, body_bytes_max);
  if (!body || net::is_gzip(*body)) return body;
  auto form = foreign_form(*body);
  if (!form && !is_utf8(*body)) form = likely_form(*body);
  if (form) {
    report_warning(context, body_name(path) + " looks like " + std::string(form->name) +
                                "; Stream signs JSON in UTF-8");
  } else if (body->starts_with(byte_order_mark)) {
    report_warning(context, body_name(path) +
                                " begins with a byte order mark, which Stream never "
                                "sends; it counts as part of the body");
  }
  return body;
}

std::string body_name(const std::string& path) {
  return input_name(path);
}

}  // namespace streamctl::cli
