#include "stream/hook_mark.h"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "crypto/hmac.h"

namespace streamctl::stream {
namespace {

constexpr std::string_view mark_key = "streamctl-listen=";
constexpr std::size_t owner_bytes = 8;

/// A URL cut at its query.
struct CutUrl {
  std::string_view address;
  std::string_view query;     ///< Without the "?".
  std::string_view fragment;  ///< With the "#".
};

CutUrl cut(std::string_view url) {
  CutUrl parts;
  const std::size_t fragment = std::min(url.find('#'), url.size());
  parts.fragment = url.substr(fragment);
  url = url.substr(0, fragment);
  const std::size_t query = std::min(url.find('?'), url.size());
  parts.address = url.substr(0, query);
  if (query < url.size()) parts.query = url.substr(query + 1);
  return parts;
}

std::optional<HookMark> read_mark(std::string_view text) {
  constexpr std::size_t digits = 2 * owner_bytes;
  if (text.size() < digits + 2 || text[digits] != '.') return std::nullopt;
  const std::string_view owner = text.substr(0, digits);
  const std::string_view port = text.substr(digits + 1);
  if (owner.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  HookMark mark{std::string(owner), 0};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), mark.port);
  if (error != std::errc{} || end != port.data() + port.size() || port.front() == '0')
    return std::nullopt;
  return mark;
}

/// The scheme and host in lower case, and a path.
std::string normal_address(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t begin = host == std::string_view::npos ? 0 : host + 3;
  const std::size_t path = std::min(url.find_first_of("/?#", begin), url.size());
  std::string normal = lower_ascii(url.substr(0, path));
  if (path == url.size() || url[path] != '/') normal += '/';
  return normal.append(url.substr(path));
}

}  // namespace

std::string owner_name(std::string_view machine, std::string_view host, std::string_view user) {
  std::string text = "streamctl listen --register";
  for (const std::string_view part : {machine, host, user})
    text.append(1, '\0').append(part);
  return crypto::HmacSha256("owner").hex_of(text).substr(0, 2 * owner_bytes);
}

std::string marked_url(const std::string& url, const HookMark& mark) {
  const std::string plain = unmarked_url(url);
  const CutUrl parts = cut(plain);
  std::string marked(parts.address);
  marked.append("?").append(parts.query).append(parts.query.empty() ? "" : "&");
  marked.append(mark_key).append(mark.owner).append(".").append(std::to_string(mark.port));
  return marked.append(parts.fragment);
}

std::string unmarked_url(std::string_view url) {
  const CutUrl parts = cut(url);
  std::string kept;
  for (const std::string_view part : split(parts.query, '&')) {
    if (part.empty() || part.starts_with(mark_key)) continue;
    kept.append(kept.empty() ? "?" : "&").append(part);
  }
  return std::string(parts.address).append(kept).append(parts.fragment);
}

std::optional<HookMark> mark_of(const Json& hook) {
  if (text_at(hook, "hook_type") != "webhook") return std::nullopt;
  const std::string url = text_at(hook, "webhook_url");
  for (std::string_view part : split(cut(url).query, '&')) {
    if (!part.starts_with(mark_key)) continue;
    part.remove_prefix(mark_key.size());
    return read_mark(part);
  }
  return std::nullopt;
}

bool is_same_address(std::string_view left, std::string_view right) {
  return normal_address(unmarked_url(left)) == normal_address(unmarked_url(right));
}

}  // namespace streamctl::stream
