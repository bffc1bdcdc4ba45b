#include "net/http_client/url_parts.h"

#include "core/text.h"
#include "net/host_port.h"

namespace streamctl::net {

UrlParts::UrlParts(const std::string& url, unsigned flags)
    : url_(curl_url()), code_(curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), flags)) {}

std::string UrlParts::part(CURLUPart which, unsigned flags) const {
  char* text = nullptr;
  if (curl_url_get(url_.get(), which, &text, flags) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string UrlParts::host() const {
  const std::string host = lower_ascii(part(CURLUPART_HOST));
  return std::string(without_brackets(host));
}

}  // namespace streamctl::net
