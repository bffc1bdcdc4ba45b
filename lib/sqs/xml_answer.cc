#include "sqs/xml_answer.h"

#include <array>
#include <utility>

#include "core/foreign_form.h"
#include "core/text.h"

namespace streamctl::sqs {
namespace {

/// How much of a code or a message is kept.
constexpr std::size_t text_bytes_max = 2048;

/// Replaces XML's five named entities; numeric ones stay.
std::string unescaped(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> entities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
  std::string plain;
  while (!text.empty()) {
    std::size_t taken = 1;
    char byte = text.front();
    for (const auto& [entity, character] : entities) {
      if (!text.starts_with(entity)) continue;
      byte = character;
      taken = entity.size();
    }
    plain += byte;
    text.remove_prefix(taken);
  }
  return plain;
}

/// The text of the first element <name>; empty if there is none.
std::string text_of(std::string_view xml, const std::string& name) {
  const std::string open = "<" + name + ">";
  const auto begin = xml.find(open);
  if (begin == std::string_view::npos) return "";
  const std::string_view rest = trimmed(xml.substr(begin + open.size(), text_bytes_max));
  constexpr std::string_view verbatim = "<![CDATA[";
  if (rest.starts_with(verbatim)) {
    const std::string_view text = rest.substr(verbatim.size());
    return std::string(trimmed(text.substr(0, text.find("]]>"))));
  }
  return unescaped(trimmed(rest.substr(0, rest.find('<'))));
}

/// Whether `xml` begins with a document type other than HTML.
bool is_other_doctype(std::string_view xml) {
  constexpr std::string_view doctype = "<!DOCTYPE ";
  if (!equals_ignoring_case(xml.substr(0, doctype.size()), doctype)) return false;
  const std::string_view name = trimmed(xml.substr(doctype.size()));
  return !equals_ignoring_case(name.substr(0, name.find_first_of(" \t\r\n[>")), "html");
}

/// The name of the root element without its namespace; "!doctype" if the document type of HTML
/// comes first.
std::string_view root_of(std::string_view xml) {
  while (xml.starts_with("<?") || xml.starts_with("<!--") || is_other_doctype(xml)) {
    const std::string_view end = xml.starts_with("<?")     ? "?>"
                                 : xml.starts_with("<!--") ? "-->"
                                                           : ">";
    const auto at = xml.find(end);
    if (at == std::string_view::npos) return "";
    xml = trimmed(xml.substr(at + end.size()));
  }
  if (!xml.starts_with('<')) return "";
  const std::string_view name = xml.substr(1, xml.find_first_of(" \t\r\n/>", 1) - 1);
  return name.substr(name.find(':') + 1);
}

}  // namespace

ForeignAnswer read_foreign_answer(std::string_view body) {
  if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
  body = trimmed(body);
  if (body.starts_with('{')) return {AnswerForm::json, "", ""};
  if (!body.starts_with('<'))
    return {AnswerForm::text, "", std::string(body.substr(0, text_bytes_max))};
  const std::string_view root = root_of(body);
  if (equals_ignoring_case(root, "html") || equals_ignoring_case(root, "!doctype"))
    return {AnswerForm::html, "", ""};
  const AnswerForm form = root.ends_with("Response") ? AnswerForm::query_xml
                          : root == "Error"          ? AnswerForm::rest_xml
                                                     : AnswerForm::text;
  return {form, text_of(body, "Code"), text_of(body, "Message")};
}

}  // namespace streamctl::sqs
