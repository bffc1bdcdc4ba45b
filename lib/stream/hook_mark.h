// The mark in the URL of a hook that `listen --register` added: which listener the hook is of.
// Pure.
//
// "https://example.com/hooks?streamctl-listen=0123456789abcdef.8080". A query passes through
// tunnels and reverse proxies, and a listener serves its path with any query.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::stream {

/// Two listeners that run at the same time never have the same mark: they are of different machines
/// or users, or listen on different ports.
struct HookMark {
  std::string owner;  ///< Of a machine and a user; see owner_name().
  std::uint16_t port = 0;
  bool operator==(const HookMark&) const = default;
};

/// 16 hexadecimal digits that stand for a user of a machine, and reveal neither.
std::string owner_name(std::string_view machine, std::string_view host, std::string_view user);

/// `url` with the mark in its query, in place of any other mark.
std::string marked_url(const std::string& url, const HookMark& mark);

/// `url` without a mark.
std::string unmarked_url(std::string_view url);

/// The mark of a webhook; nullopt: it has none.
std::optional<HookMark> mark_of(const Json& hook);

/// Whether both URLs, without their marks, are the same address.
bool is_same_address(std::string_view left, std::string_view right);

}  // namespace streamctl::stream
