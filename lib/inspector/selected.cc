#include "inspector/selected.h"

#include <string>
#include <utility>

#include "inspector/sending.h"
#include "replay/change.h"
#include "webhook/verify.h"

namespace streamctl::inspector {

Result<std::vector<capture::Record>> selected_records(const Store& store,
                                                      const std::vector<std::uint64_t>& seqs,
                                                      bool is_verbatim) {
  if (seqs.empty()) return usage_error("no delivery is selected", "name some in \"seqs\"");
  if (seqs.size() > replayed_max)
    return usage_error("more than " + std::to_string(replayed_max) + " deliveries are selected");
  std::vector<capture::Record> records;
  for (const std::uint64_t seq : seqs) {
    const ItemPtr item = store.find(seq);
    const listener::Delivery* delivery = item ? item->delivery() : nullptr;
    if (delivery == nullptr)
      return usage_error("number " + std::to_string(seq) + " is no delivery that is kept");
    capture::Record& record = records.emplace_back(delivery->record);
    if (!delivery->fault || is_verbatim) continue;
    if (*delivery->fault != webhook::Fault::wrong_signature &&
        *delivery->fault != webhook::Fault::missing_signature)
      return usage_error("number " + std::to_string(seq) + " is no event: it was refused",
                         "send it verbatim");
    replay::rewrite(record, std::move(record.body));
  }
  return records;
}

}  // namespace streamctl::inspector
