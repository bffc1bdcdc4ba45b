// What a tunnel program prints, in pieces, as each known program and service is read.
#include <string>
#include <vector>

#include "core/text.h"
#include "fuzz.h"
#include "net/http_client/http_client.h"
#include "tunnel/address_reader.h"
#include "tunnel/ending.h"
#include "tunnel/output_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  using tunnel::Service;
  const std::string text(text_of(data, size));
  const std::size_t piece = text.empty() ? 1 : 1 + (static_cast<unsigned char>(text[0]) & 7U);
  static const auto by_match = tunnel::reader_by_match("public (\\S+)");
  for (int i = 0; i <= static_cast<int>(Service::silent); ++i) {
    const auto service = static_cast<Service>(i);
    tunnel::AddressReader reader =
        service == Service::matched ? *by_match : tunnel::reader_of(service, "http://example.com");
    tunnel::Complaints complaints(service, {Secret("secret-value")});
    tunnel::OutputLines lines([&](const std::string& line) {
      must(!line.empty() && line.size() <= tunnel::line_bytes_max);
      complaints.heard(line);
      must(complaints.shown(line) == printable(complaints.shown(line)) ||
           line.find('\\') != std::string::npos);
      const auto saying = reader(line);
      must(!saying || saying->is_connected || net::check_url(saying->url).ok());
    });
    for (std::size_t at = 0; at < text.size(); at += piece)
      lines.feed(std::string_view(text).substr(at, piece));
    lines.end();
    must(is_utf8(complaints.trouble(true).why));
  }
  return 0;
}
