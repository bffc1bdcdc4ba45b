// Frames of Stream's WebSocket.
#include "core/text.h"
#include "fuzz.h"
#include "stream/frames.h"

using namespace streamctl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const stream::Frame frame = stream::read_frame(text);
  if (frame.kind == stream::Frame::Kind::connection_error) {
    const Error error = stream::explain(frame.error);
    must(printable(error.what) == error.what);
  }
  if (frame.kind == stream::Frame::Kind::connection_ok) must(frame.type == "connection.ok");
  if (frame.kind == stream::Frame::Kind::unreadable) must(frame == stream::Frame{});
  return 0;
}
