#include "commands/signature/verdict.h"

#include <utility>

namespace streamctl::cli {

Verdict verdict_of(const webhook::Delivered& delivered) {
  return {delivered.verified,
          std::string(delivered.fault ? webhook::explain(*delivered.fault) : ""), delivered.note};
}

Json with_verdict(Json line, const Verdict& verdict) {
  line["valid"] = verdict.is_valid;
  line["reason"] = verdict.reason.empty() ? Json(nullptr) : Json(verdict.reason);
  line["note"] = verdict.note.empty() ? Json(nullptr) : Json(verdict.note);
  return line;
}

}  // namespace streamctl::cli
