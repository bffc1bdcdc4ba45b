#include "render/curl_command.h"

#include <algorithm>
#include <string>

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::cli {

namespace {

// Linux refuses an argument of 128 KiB, whatever the total limit.
constexpr std::size_t argument_bytes_max = 100'000;
constexpr const char* next_line = " \\\n  ";

bool is_plain(char byte) {
  constexpr std::string_view marks = "%+,-./:=@_";
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || marks.find(byte) != std::string_view::npos;
}

/// Whether `text` can be pasted, and can be shown on a terminal: its lines hold nothing else.
bool is_pasteable(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    if (printable(line) != line) return false;
  }
  return true;
}

/// `text` as a word, its bytes that cannot be pasted in octal, for printf.
std::string printed_word(std::string_view text) {
  std::string format;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= ' ' && value <= '~' && byte != '\'' && byte != '\\' && byte != '%') {
      format += byte;
      continue;
    }
    format += '\\';
    for (const unsigned shift : {6U, 3U, 0U})
      format += static_cast<char>('0' + ((value >> shift) & 7U));
  }
  return "\"$(printf '" + format + "')\"";
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  return shell_quoted(text);
}

std::string shell_quoted(std::string_view text) {
  std::string word = "'";
  for (const char byte : text) {
    if (byte == '\'')
      word += "'\\''";  // Only the closing quote is special within single quotes.
    else
      word += byte;
  }
  return word + "'";
}

std::string curl_command(const delivery::Target& target, const delivery::Envelope& envelope) {
  const std::string& body = *envelope.body;
  std::string piped;
  std::string data = "--data-raw " + shell_word(body);
  if (!is_pasteable(body)) {
    piped = "echo " + base64_text(body) + " | base64 -d | ";
    data = "--data-binary @-";
  } else if (body.size() > argument_bytes_max) {
    piped = "printf %s " + shell_word(body) + " | ";  // A shell builtin: no limit there.
    data = "--data-binary @-";
  }
  std::string command = piped + "curl -X POST " + shell_word(target.url);
  if (target.trust.insecure) command += std::string(next_line) + "--insecure";
  if (!target.trust.ca_certificate.empty())
    command += std::string(next_line) + "--cacert " + shell_word(target.trust.ca_certificate);
  for (const net::Header& field : envelope.headers) {
    // curl takes "Name:" as not sending the field, and "Name;" as sending it empty.
    const std::string line = field.name + (field.value.empty() ? ";" : ": " + field.value);
    command += std::string(next_line) + "-H " +
               (printable(line) == line ? shell_word(line) : printed_word(line));
  }
  // curl would call the body a form.
  if (envelope.headers.find("Content-Type") == nullptr)
    command += std::string(next_line) + "-H Content-Type:";
  return command + next_line + data;
}

}  // namespace streamctl::cli
