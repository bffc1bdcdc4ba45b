#include "render/malformed.h"

#include "error_report.h"

namespace streamctl::cli {

void MalformedPieces::add(const std::string& what) {
  if (++count_ <= told_max) report_warning(context_, what);
  if (count_ == told_max + 1) report_warning(context_, "further malformed lines are only counted");
}

}  // namespace streamctl::cli
