// The mark in the URL of a hook, which comes from the API.
#include <string>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz.h"
#include "stream/hook_mark.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const std::string url(text_of(data, size));
  const auto hook = [](const std::string& of) {
    return Json{{"hook_type", "webhook"}, {"webhook_url", of}};
  };
  const auto found = stream::mark_of(hook(url));
  const stream::HookMark mark{"0123456789abcdef", 8080};
  const std::string marked = stream::marked_url(url, mark);
  must(stream::mark_of(hook(marked)) == mark);
  must(stream::is_same_address(url, marked));
  must(!stream::mark_of(hook(stream::unmarked_url(url))));
  if (found) must(found->port > 0 && found->owner.size() == 16);
  return 0;
}
