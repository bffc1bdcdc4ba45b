#include "args/text_input.h"

#include <utility>

#include "args/input.h"
#include "core/foreign_form.h"
#include "core/text.h"
#include "core/units.h"
#include "net/gunzip_input.h"
#include "net/gzip.h"

namespace streamctl::cli {

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : printable(path);
}

Result<std::string> read_text(const std::string& path, Context& context, std::uint64_t bytes_max) {
  auto text = read_input(path, context, bytes_max);
  if (!text) return std::move(text).error();
  const std::string name = input_name(path);
  if (net::is_gzip(*text)) {
    auto plain = net::gunzip(*text, bytes_max);
    if (plain.failure == net::GunzipFailure::too_large)
      return config_error("cannot read " + name + ": it inflates past " + size_text(bytes_max));
    if (plain.failure) {
      const int failure =
          plain.has_tail ? net::GunzipInput::gzip_with_tail : net::GunzipInput::corrupt_gzip;
      return config_error("cannot read " + name + ": " + net::read_failure_text(failure));
    }
    text = std::move(plain.bytes);
  }
  if (const auto form = foreign_form(*text))
    return config_error("cannot read " + name + ": it looks like " + std::string(form->name),
                        std::string(form->remedy));
  if (text->starts_with(byte_order_mark)) text->erase(0, byte_order_mark.size());
  if (trimmed(*text).empty()) return config_error(name + " is empty");
  return text;
}

Error not_json(Error failure, std::string_view text) {
  const auto form = likely_form(text);
  if (!form) return failure;
  failure.what = "it looks like " + std::string(form->name);
  failure.hint = form->remedy;
  return failure;
}

}  // namespace streamctl::cli
