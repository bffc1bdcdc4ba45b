// The mistake behind a signature that is not the body's: said to the user, and refused all the
// same.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "crypto/other_key.h"

namespace streamctl::webhook {

/// A refused delivery, and what it may have been signed with.
struct RefusedSignature {
  std::string_view signature;  ///< The value of X-Signature.
  std::string_view sent;       ///< As it came over the wire; empty unless compressed.
  std::string_view plain;      ///< The uncompressed bytes.
  const Secret& secret;
  std::span<const crypto::OtherKey> others;
  std::uint64_t body_bytes_max;  ///< Of what is inflated on the way.
};

/// In one line what was signed instead of the body (the compressed bytes, the JSON written anew,
/// the body with a newline more or less…), with which key or hash function instead of the secret,
/// or in which form the right signature is written ("sha256=", upper case, base64…). Empty where it
/// is none of these. Bounded: bodies past 256 KiB are tried in few ways.
std::string mistake_behind(const RefusedSignature& refused);

/// What a body that is no JSON object looks like: empty, base64 of an event, an event in a JSON
/// string, an array, null, several values; empty where it looks like none of these.
std::string wrapping_of(std::string_view plain, std::uint64_t body_bytes_max);

}  // namespace streamctl::webhook
