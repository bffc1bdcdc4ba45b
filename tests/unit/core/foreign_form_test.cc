#include "core/foreign_form.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

using std::string_literals::operator""s;

std::string name(const std::optional<ForeignForm>& form) {
  return form ? std::string(form->name) : "";
}

TEST(ForeignForm, IsToldByTheFirstBytes) {
  const struct {
    std::string bytes;
    const char* name;
  } rows[] = {
      {"", ""},
      {"{", ""},
      {"{\"type\":\"x\"}", ""},
      {"\xEF\xBB\xBF{}", ""},
      {" \n\t[]", ""},
      {std::string(600, '\0'), ""},
      {"\xFF\xFE{\0"s, "UTF-16 text"},
      {"\xFE\xFF\0{"s, "UTF-16 text"},
      {"{\0\"\0"s, "UTF-16 text"},
      {"\0{\0\""s, "UTF-16 text"},
      {"\r\0\n\0{\0"s, "UTF-16 text"},
      {"\xFF\xFE\0\0{\0\0\0"s, "UTF-32 text"},
      {"\0\0\xFE\xFF\0\0\0{"s, "UTF-32 text"},
      {"{\0\0\0\"\0\0\0"s, "UTF-32 text"},
      {"\0\0\0{\0\0\0\""s, "UTF-32 text"},
      {"\x28\xB5\x2F\xFD\x04", "zstd"},
      {"\xFD\x37zXZ\0\0"s, "xz"},
      {"BZh91AY&SY", "bzip2"},
      {"PK\x03\x04\x14", "a zip archive"},
      {"\x04\x22\x4D\x18", "lz4"},
      {"\x1F\x8B\x08", "gzip within gzip"},
      {"a/" + std::string(255, '\0') + "ustar", "a tar archive"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(name(foreign_form(row.bytes)), row.name);
    EXPECT_EQ(foreign_form(row.bytes), row.name == ""s ? std::nullopt : likely_form(row.bytes));
  }
}

TEST(ForeignForm, OfABinaryFileIsToldByItsFirstBytes) {
  const struct {
    std::string bytes;
    const char* name;
  } rows[] = {
      {"\x89PNG\r\n\x1A\n", "an image"},
      {"%PDF-1.7", "a PDF"},
      {"\0\0\0\x20"
       "ftypisom\0"s,
       "an MP4 video"},
      {"\x1A\x45\xDF\xA3\x9F", "a WebM video"},
      {"\n\r\r\n\x6C\0\0\0\x4D\x3C\x2B\x1A"s, "a packet capture"},
      {"\x7F"
       "ELF\x02"s,
       "a program"},
      {"abc\0def"s, "binary data"},
      {"\0\0\0\0{\"type\":\"x\"}"s, ""},
      {"{\"type\":\"x\"}\0"s, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(name(binary_form(row.bytes)), row.name);
  }
}

TEST(ForeignForm, IsGuessedOfText) {
  const struct {
    const char* text;
    const char* name;
  } rows[] = {
      {"", ""},
      {"{\"type\":", ""},
      {"nonsense", ""},
      {"no JSON", ""},
      {"{\"name\":\"J\xFCrgen\"}", "Latin-1 or Windows-1252 text"},
      {"{\"name\":\"\xED\xA0\xBD\xED\xB8\x80 \xC3\xA9\"}", "CESU-8 (Java's modified UTF-8)"},
      {"{\"name\":\"\xC0\x80\"}", "CESU-8 (Java's modified UTF-8)"},
      {"{\"name\":\"\xED\xA0\xBD\xED\xB8\x80 \xFC\"}", "Latin-1 or Windows-1252 text"},
      {"<!DOCTYPE html><html>", "a web page"},
      {"<?xml version=\"1.0\"?>", "XML"},
      {"POST /hook HTTP/1.1\r\nHost: x\r\n", "an HTTP message"},
      {"HTTP/1.1 200 OK", "an HTTP message"},
      {"{'type': 'call.created'}", "a Python or JavaScript literal"},
      {"curl -X POST http://x/ -d '{}'", "a curl command"},
      {"2026-11-27 INFO got {\"type\":\"x\"}", "a log line with JSON in it"},
      {"eyJ0eXBlIjoiY2FsbC5jcmVhdGVkIn0=\nabcd", "base64"},
      {"uuid,type,content,created_at\n1,web,,", "CSV"},
      {"type: call.created\n", "YAML"},
      {"---\ntype: x", "YAML"},
      {"[object Object]", "a JavaScript object turned into text"},
      {"payload=%7B%22type%22%3A%22custom%22%7D", "form data (x-www-form-urlencoded)"},
      {"a=b&c=d", "form data (x-www-form-urlencoded)"},
      {"KEY=value", ""},
      {"[1", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(name(likely_form(row.text)), row.name);
  }
}

TEST(ForeignForm, SaysWhatToDo) {
  EXPECT_EQ(foreign_form("BZh9")->sentence(), "looks like bzip2; unpack it with 'bzip2 -dc'");
}

}  // namespace
}  // namespace streamctl
