// A config or credentials file of AWS's tools.
#include "aws/ini.h"
#include "aws/profile.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const aws::Ini ini = aws::parse_ini(text_of(data, size));
  for (const auto& [name, section] : ini)
    for (const auto& [key, value] : section)
      must(!key.empty() && value.find('\n') == std::string::npos);
  const auto found = aws::credentials_in({ini, ini}, "default", true);
  must(!found || !*found || !(*found)->access_key_id.empty());
  return 0;
}
