// Rendered bodies and foreign text are safe for a terminal, fit its width, and have at most the
// requested number of lines.
#include <algorithm>
#include <string>

#include "core/text.h"
#include "fuzz.h"
#include "render/event_facts.h"
#include "render/json.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

void must_fit(const std::string& text, std::size_t width) {
  for (const auto line : split(text, '\n'))
    must(display_width(line) <= width);
}

void must_be_tame(const std::string& text) {
  must(is_utf8(text));
  must(std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
  }));
}

void show_body(std::string_view body) {
  for (const bool is_tty : {false, true}) {
    const Terminal terminal{.width = 40, .is_tty = is_tty};
    for (const Snapshots snapshots : {Snapshots::folded, Snapshots::whole}) {
      const auto shown = json_lines(body, 10, 2, terminal, snapshots);
      must(std::count(shown.text.begin(), shown.text.end(), '\n') <= 10);
      must_be_tame(shown.text);
      if (is_tty) must_fit(shown.text, terminal.width);
    }
  }
  const EventFacts facts = facts_of(body);
  must_be_tame(facts.type + facts.call_cid + facts.who);
  for (const std::string& fact : facts.others)
    must_be_tame(fact);
}

void lay_out(std::string_view text) {
  constexpr std::size_t width_least = 20;  // The minimum width assumed for a terminal.
  const std::size_t width = width_least + static_cast<unsigned char>(text.front()) % 80U;
  const Terminal terminal{.width = width, .is_tty = true};
  Runs runs;
  for (const auto part : split(text, '\n')) {
    const std::size_t i = runs.size();
    runs.push_back({printable_name(part), Style::plain, i % 2 == 0, i % 3 == 0, i % 5});
  }
  const std::string line = one_line(runs, terminal);
  must(std::count(line.begin(), line.end(), '\n') == 1);
  for (const std::string& shown :
       {flowed(runs, width / 2, terminal), line, answer_lines(text, true, 4, terminal)}) {
    must_be_tame(shown);
    must_fit(shown, width);
  }
}

}  // namespace
}  // namespace streamctl::cli

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = streamctl::text_of(data, size);
  streamctl::cli::show_body(text);
  if (!text.empty()) streamctl::cli::lay_out(text);
  return 0;
}
