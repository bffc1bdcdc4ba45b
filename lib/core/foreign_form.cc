#include "core/foreign_form.h"

#include <algorithm>
#include <array>

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl {
namespace {

using namespace std::string_view_literals;

constexpr const char* events_are_json = "events are JSON";

struct Magic {
  std::string_view bytes;
  ForeignForm form;
};

constexpr ForeignForm utf16_marked{"UTF-16 text", "convert it with 'iconv -f UTF-16 -t UTF-8'"};
constexpr ForeignForm utf32_marked{"UTF-32 text", "convert it with 'iconv -f UTF-32 -t UTF-8'"};
constexpr ForeignForm utf16_little{"UTF-16 text", "convert it with 'iconv -f UTF-16LE -t UTF-8'"};
constexpr ForeignForm utf16_big{"UTF-16 text", "convert it with 'iconv -f UTF-16BE -t UTF-8'"};
constexpr ForeignForm utf32_little{"UTF-32 text", "convert it with 'iconv -f UTF-32LE -t UTF-8'"};
constexpr ForeignForm utf32_big{"UTF-32 text", "convert it with 'iconv -f UTF-32BE -t UTF-8'"};

/// Longer signatures precede their own prefixes.
constexpr std::array<Magic, 21> magics{{
    {"\xFF\xFE\0\0"sv, utf32_marked},
    {"\0\0\xFE\xFF"sv, utf32_marked},
    {"\xFF\xFE"sv, utf16_marked},
    {"\xFE\xFF"sv, utf16_marked},
    {"\x28\xB5\x2F\xFD"sv, {"zstd", "unpack it with 'zstd -dc'"}},
    {"\xFD\x37zXZ\0"sv, {"xz", "unpack it with 'xz -dc'"}},
    {"BZh"sv, {"bzip2", "unpack it with 'bzip2 -dc'"}},
    {"PK\x03\x04"sv, {"a zip archive", "unpack it with 'unzip -p'"}},
    {"PK\x05\x06"sv, {"a zip archive", "there is nothing in it"}},
    {"\x04\x22\x4D\x18"sv, {"lz4", "unpack it with 'lz4 -dc'"}},
    {"\x1F\x9D"sv, {"compress (.Z)", "unpack it with 'uncompress -c'"}},
    {"7z\xBC\xAF\x27\x1C"sv, {"a 7-Zip archive", "unpack it with '7z x -so'"}},
    {"LZIP"sv, {"lzip", "unpack it with 'lzip -dc'"}},
    {"\x89LZO\0"sv, {"lzop", "unpack it with 'lzop -dc'"}},
    {"\xFF\x06\0\0sNaPpY"sv, {"framed snappy", "unpack it first"}},
    {"\x78\x01"sv, {"zlib data", "unpack it with 'zlib-flate -uncompress'"}},
    {"\x78\x9C"sv, {"zlib data", "unpack it with 'zlib-flate -uncompress'"}},
    {"\x78\xDA"sv, {"zlib data", "unpack it with 'zlib-flate -uncompress'"}},
    {"\x1F\x8B"sv, {"gzip within gzip", "unpack it once with 'gzip -dc'"}},
    {"SQLite format 3\0"sv, {"an SQLite database", "export its rows as JSON with 'sqlite3 -json'"}},
    {"\xD4\xC3\xB2\xA1"sv, {"a packet capture", "export its HTTP bodies from Wireshark"}},
}};

constexpr std::array<Magic, 8> binary_magics{{
    {"%PDF-"sv, {"a PDF", events_are_json}},
    {"\x89PNG"sv, {"an image", events_are_json}},
    {"\xFF\xD8\xFF"sv, {"an image", events_are_json}},
    {"GIF8"sv, {"an image", events_are_json}},
    {"\x1A\x45\xDF\xA3"sv, {"a WebM video", events_are_json}},
    {"OggS"sv, {"an Ogg recording", events_are_json}},
    {"PAR1"sv, {"a Parquet file", "export it as JSON Lines"}},
    {"\x7F"
     "ELF"sv,
     {"a program", events_are_json}},
}};

/// Detected by which of the first four bytes are zero, as in RFC 4627: JSON begins with ASCII.
std::optional<ForeignForm> wide_form(std::string_view bytes) {
  std::string zeros;
  for (const char c : bytes.substr(0, 4))
    zeros += c == '\0' ? '0' : 'x';
  const auto first = bytes.find_first_not_of('\0');
  if (first == std::string_view::npos ||
      std::string_view("{[\" \t\r\n").find(bytes[first]) == std::string_view::npos)
    return std::nullopt;
  if (zeros == "x000") return utf32_little;
  if (zeros == "000x") return utf32_big;
  if (zeros.starts_with("x0")) return utf16_little;
  if (zeros.starts_with("0x")) return utf16_big;
  return std::nullopt;
}

bool is_tar(std::string_view bytes) {
  constexpr std::size_t magic_at = 257;
  return bytes.size() >= magic_at + 5 && bytes.substr(magic_at, 5) == "ustar";
}

bool is_mp4(std::string_view bytes) {
  return bytes.size() > 8 && bytes.front() == '\0' && bytes.substr(4, 4) == "ftyp";
}

bool is_packet_capture(std::string_view bytes) {
  return bytes.starts_with("\n\r\r\n") && bytes.substr(0, 12).ends_with("\x4D\x3C\x2B\x1A");
}

/// Contains NUL, and does not begin as JSON. NULs at the front may be a hole that was left by a
/// rotation.
bool is_binary(std::string_view bytes) {
  constexpr std::size_t examined = 512;
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos ||
      std::string_view("{[\"\0", 4).find(bytes[first]) != std::string_view::npos)
    return false;
  return bytes.substr(0, examined).find('\0') != std::string_view::npos;
}

bool begins_ignoring_case(std::string_view text, std::string_view beginning) {
  return equals_ignoring_case(text.substr(0, beginning.size()), beginning);
}

bool is_word_character(char c) {
  return is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
}

/// "POST /hook HTTP/1.1", "HTTP/1.1 200 OK".
bool is_http_message(std::string_view line) {
  if (line.starts_with("HTTP/")) return true;
  return line.size() > 9 && line.substr(line.size() - 8, 7) == "HTTP/1." &&
         line.find(" /") != std::string_view::npos;
}

/// "type: call.created".
bool is_yaml(std::string_view line) {
  if (line.starts_with("---") || line.starts_with("- ")) return true;
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  if (colon + 1 < line.size() && line[colon + 1] != ' ') return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     is_word_character);
}

/// Names, quoted or not, between commas.
bool is_csv(std::string_view line) {
  if (std::count(line.begin(), line.end(), ',') < 2) return false;
  return std::all_of(line.begin(), line.end(), [](char c) {
    return is_word_character(c) || c == ',' || c == '"' || c == ' ';
  });
}

/// "payload=%7B%22type%22…", "a=b&c=d".
bool is_form_data(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  if (line.find_first_of("%&", equals) == std::string_view::npos) return false;
  return std::all_of(line.begin(), line.end(), [](char c) {
    return is_word_character(c) || std::string_view("=&%+*~[]").find(c) != std::string_view::npos;
  });
}

bool is_base64(std::string_view text) {
  constexpr std::size_t length_least = 16;
  return text.size() >= length_least && has_base64_characters_only(text);
}

/// Java's modified UTF-8: NUL as C0 80, and each surrogate of a pair as three bytes. The rest must
/// be valid UTF-8, which Latin-1 text is not.
bool is_cesu8(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t ahead) {
      return i + ahead < text.size() ? static_cast<unsigned char>(text[i + ahead]) : 0U;
    };
    const bool is_zero = byte(0) == 0xC0 && byte(1) == 0x80;
    const bool is_half =
        byte(0) == 0xED && byte(1) >= 0xA0 && byte(1) <= 0xBF && byte(2) >= 0x80 && byte(2) <= 0xBF;
    if (is_zero || is_half)
      i += is_zero ? 1 : 2;
    else
      plain += text[i];
  }
  return plain.size() < text.size() && is_utf8(plain);
}

std::optional<ForeignForm> text_form(std::string_view text) {
  const std::string_view line = trimmed(text.substr(0, text.find('\n')));
  if (text.front() == '<')
    return begins_ignoring_case(text, "<!doctype html") || begins_ignoring_case(text, "<html")
               ? ForeignForm{"a web page", "what is needed is the JSON, not the page around it"}
               : ForeignForm{"XML", events_are_json};
  if (is_http_message(line)) return ForeignForm{"an HTTP message", "its body alone is the event"};
  if (text.starts_with("{'") || text.starts_with("['") || text.starts_with("{ '"))
    return ForeignForm{"a Python or JavaScript literal",
                       "print it as JSON, with json.dumps or JSON.stringify"};
  if (begins_ignoring_case(line, "curl "))
    return ForeignForm{"a curl command", "run it; its body alone is the event"};
  if (text.starts_with("[object "))
    return ForeignForm{"a JavaScript object turned into text", "write it with JSON.stringify"};
  if (text.starts_with("{\\\"") || text.starts_with("[{\\\""))
    return ForeignForm{"JSON with a backslash before each quote",
                       "print it without, as 'jq -r' does"};
  if (text.starts_with("\"{\"\""))
    return ForeignForm{"a field of CSV, with each quote doubled", "export it as JSON"};
  if (text.front() == '{' || text.front() == '[') return std::nullopt;
  if (const auto brace = line.find("{\""); brace != std::string_view::npos && line.ends_with('}'))
    return ForeignForm{"a log line with JSON in it",
                       "cut off what stands before it: sed 's/^[^{]*//'"};
  if (is_base64(line)) return ForeignForm{"base64", "decode it with 'base64 -d'"};
  if (is_form_data(line))
    return ForeignForm{"form data (x-www-form-urlencoded)", "send the JSON itself as the body"};
  if (is_csv(line)) return ForeignForm{"CSV", "export it as JSON"};
  if (is_yaml(line)) return ForeignForm{"YAML", "convert it to JSON"};
  return std::nullopt;
}

}  // namespace

std::string ForeignForm::sentence() const {
  return std::string("looks like ").append(name).append("; ").append(remedy);
}

std::optional<ForeignForm> foreign_form(std::string_view beginning) {
  for (const Magic& one : magics)
    if (beginning.starts_with(one.bytes)) return one.form;
  if (auto wide = wide_form(beginning)) return wide;
  if (is_tar(beginning)) return ForeignForm{"a tar archive", "unpack it with 'tar -xO'"};
  return std::nullopt;
}

std::optional<ForeignForm> binary_form(std::string_view beginning) {
  if (is_mp4(beginning)) return ForeignForm{"an MP4 video", events_are_json};
  if (auto form = foreign_form(beginning)) return form;
  for (const Magic& one : binary_magics)
    if (beginning.starts_with(one.bytes)) return one.form;
  if (is_packet_capture(beginning))
    return ForeignForm{"a packet capture", "export its HTTP bodies from Wireshark"};
  if (is_binary(beginning)) return ForeignForm{"binary data", events_are_json};
  return std::nullopt;
}

std::optional<ForeignForm> likely_form(std::string_view text) {
  if (auto form = binary_form(text)) return form;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (!is_utf8(text)) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    if (is_cesu8(text))
      return ForeignForm{"CESU-8 (Java's modified UTF-8)",
                         "write it as UTF-8, as with getBytes(StandardCharsets.UTF_8)"};
    return ForeignForm{"Latin-1 or Windows-1252 text",
                       "convert it with 'iconv -f WINDOWS-1252 -t UTF-8'"};
  }
  return text_form(text);
}

}  // namespace streamctl
