// A URL taken apart by libcurl: what we check is what it will do.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

namespace streamctl::net {

class UrlParts {
 public:
  /// libcurl knows some schemes only where it was built with them: by default it need not.
  explicit UrlParts(const std::string& url, unsigned flags = CURLU_NON_SUPPORT_SCHEME);

  /// CURLUE_OK, or what is wrong; then there are no parts.
  [[nodiscard]] CURLUcode code() const { return code_; }
  /// Empty where it has none.
  [[nodiscard]] std::string part(CURLUPart which, unsigned flags = 0) const;
  /// Without brackets, lower case.
  [[nodiscard]] std::string host() const;

 private:
  struct Free {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  std::unique_ptr<CURLU, Free> url_;
  CURLUcode code_ = CURLUE_OK;
};

}  // namespace streamctl::net
