// A JSON text as other programs write it: what a signature may be of, where the body was parsed and
// written again on the way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::webhook {

struct Rewriting {
  std::string how;  ///< "without white space", "as Python's json.dumps writes it".
  std::string text;
};

/// `body` without the white space between its values; digits and escapes stay.
std::string minified(std::string_view body);

/// The ways in common use to write the value of `body`; none where it is no JSON.
std::vector<Rewriting> rewritings_of(std::string_view body);

}  // namespace streamctl::webhook
