// Reserialises JSON as other programs do, to recognise signatures of a body that was parsed and
// reserialised in transit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::webhook {

struct Rewriting {
  std::string how;  ///< "without white space", "as Python's json.dumps writes it".
  std::string text;
};

/// `body` without white space between tokens; digits and escapes are preserved.
std::string minified(std::string_view body);

/// Common serialisations of the value of `body`; empty if it is not JSON.
std::vector<Rewriting> rewritings_of(std::string_view body);

}  // namespace streamctl::webhook
