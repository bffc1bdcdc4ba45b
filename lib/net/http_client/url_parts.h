// A URL parsed by libcurl, so that our checks match its behavior.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

namespace streamctl::net {

class UrlParts {
 public:
  /// libcurl knows some schemes only if built with them; by default they need not be known.
  explicit UrlParts(const std::string& url, unsigned flags = CURLU_NON_SUPPORT_SCHEME);

  /// CURLUE_OK, or the error; then there are no parts.
  [[nodiscard]] CURLUcode code() const { return code_; }
  /// Never null; valid as long as this.
  [[nodiscard]] CURLU* handle() const { return url_.get(); }
  /// Empty if the URL has none.
  [[nodiscard]] std::string part(CURLUPart which, unsigned flags = 0) const;
  /// In lower case, without brackets.
  [[nodiscard]] std::string host() const;

 private:
  struct Free {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  std::unique_ptr<CURLU, Free> url_;
  CURLUcode code_ = CURLUE_OK;
};

}  // namespace streamctl::net
