#include "compare/differences.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "compare/json_equal.h"
#include "core/text.h"
#include "webhook/any_json.h"

namespace streamctl::compare {
namespace {

namespace dom = simdjson::dom;
using Element = std::optional<dom::element>;  ///< Nothing: absent.

constexpr std::size_t path_bytes_most = 4096;  ///< Of the path during the walk.

std::string cut(std::string_view text) {
  if (text.size() <= shown_bytes_max) return std::string(text);
  return std::string(cut_to_bytes(text, shown_bytes_max)) + "…";
}

std::string value_text(const Element& value) {
  return value ? cut(simdjson::minify(*value)) : "";
}

/// The fields by key; of a repeated key the last counts.
std::vector<std::pair<std::string_view, dom::element>> fields_of(const dom::object& object) {
  std::vector<std::pair<std::string_view, dom::element>> fields;
  for (const auto field : object)
    fields.emplace_back(field.key, field.value);
  const auto by_key = [](const auto& one, const auto& another) {
    return one.first < another.first;
  };
  std::stable_sort(fields.begin(), fields.end(), by_key);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i + 1 < fields.size() && fields[i + 1].first == fields[i].first) continue;
    fields[kept++] = fields[i];
  }
  fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(kept), fields.end());
  return fields;
}

}  // namespace

struct Differences::State {
  dom::parser websocket;
  dom::parser webhook;
};

/// One comparison of two bodies.
class Differences::Walk {
 public:
  Walk(Differences& differences, const Event& webhook)
      : differences_(differences), webhook_(webhook) {}

  void compare(const Element& websocket, const Element& webhook) {
    dom::object one;
    dom::object another;
    dom::array list;
    dom::array other_list;
    if (!websocket || !webhook) return missing(websocket, webhook);
    if (websocket->get(one) == simdjson::SUCCESS && webhook->get(another) == simdjson::SUCCESS)
      return compare_objects(one, another);
    if (websocket->get(list) == simdjson::SUCCESS && webhook->get(other_list) == simdjson::SUCCESS)
      return compare_arrays(*websocket, list, *webhook, other_list);
    if (equal_scalars(*websocket, *webhook)) return;
    note(is_one_time(*websocket, *webhook) ? Reason::time : Reason::none, websocket, webhook);
  }

  [[nodiscard]] bool found_unexplained() const { return found_unexplained_; }

 private:
  void compare_objects(const dom::object& websocket, const dom::object& webhook) {
    const auto ones = fields_of(websocket);
    const auto others = fields_of(webhook);
    auto one = ones.begin();
    auto another = others.begin();
    while (one != ones.end() || another != others.end()) {
      const bool has_one =
          one != ones.end() && (another == others.end() || one->first <= another->first);
      const bool has_other =
          another != others.end() && (one == ones.end() || another->first <= one->first);
      const std::size_t before = enter(has_one ? one->first : another->first);
      compare(has_one ? Element{(one++)->second} : Element{},
              has_other ? Element{(another++)->second} : Element{});
      path_.resize(before);
    }
  }

  void compare_arrays(const dom::element& websocket, const dom::array& ones,
                      const dom::element& webhook, const dom::array& others) {
    if (ones.size() != others.size()) return note(Reason::none, websocket, webhook);
    const std::size_t before = path_.size();
    if (before < path_bytes_most) path_ += "[]";
    auto another = others.begin();
    for (const dom::element one : ones) {
      compare(one, *another);
      ++another;
    }
    path_.resize(before);
  }

  /// Appends a key to the path; returns its length before.
  std::size_t enter(std::string_view key) {
    const std::size_t before = path_.size();
    if (before >= path_bytes_most) return before;
    if (before > 0) path_ += '.';
    path_ += cut(key);
    return before;
  }

  void missing(const Element& websocket, const Element& webhook) {
    const dom::element& value = websocket ? *websocket : *webhook;
    if (value.is_null()) return note(Reason::absence, websocket, webhook);
    note(reason_to_miss(path_, websocket ? Side::websocket : Side::webhook), websocket, webhook);
  }

  void note(Reason reason, const Element& websocket, const Element& webhook) {
    if (reason == Reason::none) found_unexplained_ = true;
    Key key{reason, kept_name(webhook_.type), cut(path_)};
    if (!noted_.insert(key).second) return;  // Once for each event.
    auto place = differences_.kept_.find(key);
    if (place == differences_.kept_.end()) {
      if (differences_.kept_.size() >= kept_max) {
        ++differences_.others_;
        return;
      }
      Difference difference{std::get<1>(key), std::get<2>(key), reason, 0, named(webhook_), {}};
      difference.values[Side::websocket] = value_text(websocket);
      difference.values[Side::webhook] = value_text(webhook);
      place = differences_.kept_.emplace(std::move(key), std::move(difference)).first;
    }
    ++place->second.count;
  }

  Differences& differences_;
  const Event& webhook_;
  std::string path_;
  std::set<Key> noted_;
  bool found_unexplained_ = false;
};

Differences::Differences() : state_(std::make_unique<State>()) {}
Differences::~Differences() = default;

bool Differences::add(const Event& websocket, const Event& webhook) {
  if (websocket.body == webhook.body) return false;
  PerSide<Element> roots;
  for (const Event* event : {&websocket, &webhook}) {
    dom::parser& parser = event->side == Side::websocket ? state_->websocket : state_->webhook;
    if (parser.capacity() > parser_capacity_max && event->body.size() <= parser_capacity_max)
      parser = dom::parser{};
    dom::element root;
    if (webhook::parse_any(parser, event->body).get(root) != simdjson::SUCCESS) return false;
    roots[event->side] = root;
  }
  Walk walk(*this, webhook);
  walk.compare(roots[Side::websocket], roots[Side::webhook]);
  return walk.found_unexplained();
}

std::vector<Difference> Differences::all() const {
  std::vector<Difference> all;
  for (const auto& [key, difference] : kept_)
    all.push_back(difference);
  return all;
}

std::string kept_name(std::string_view name) {
  return std::string(cut_to_bytes(name, name_bytes_max));
}

EventName named(const Event& event) {
  return {kept_name(event.type), kept_name(event.call_cid), event.facts.created_at,
          kept_name(event.webhook_id)};
}

}  // namespace streamctl::compare
