// A Content-Type, LF, and a form: reading it never fails in another way than by an error.
#include <nlohmann/json.hpp>

#include "emulator/engine/form.h"
#include "fuzz.h"

using namespace streamctl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto form = emulator::parse_form(text.substr(0, line), text.substr(line + 1));
  must(!form || form->is_object());
  return 0;
}
