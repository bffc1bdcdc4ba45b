// Prints on standard output from a background thread: a slow reader delays nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <thread>

#include "context.h"
#include "core/skipping_queue.h"
#include "render/lasting_output.h"

namespace streamctl::cli {

/// Owns standard output until it is destroyed; standard error no longer flushes it. Retries with
/// each page if output cannot be written; see LastingOutput.
class BackgroundPrinter {
 public:
  /// One page of output. On the printer's thread.
  class Page {
   public:
    Page(LastingOutput& output, const std::function<std::string(std::uint64_t)>& missing);

    /// Reports `events` as skipped before the next text.
    void skip(std::uint64_t events) { skipped_ += events; }
    /// Adds the text of one event.
    void add(std::string_view text);
    /// Adds the text of one event, or reports it as skipped without the memory to render it.
    template <class Render>
    void add_rendered(Render&& render) {
      try {
        add(render());
      } catch (const std::bad_alloc&) {
        skip(1);
      }
    }
    /// Events that were skipped since the last text, and are not reported yet.
    [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
    /// Prints the remaining text.
    void finish();
    /// Whether the reader has gone: then nothing needs to be rendered.
    [[nodiscard]] bool is_unread() const { return output_.gone(); }

   private:
    void begin();
    void print();

    LastingOutput& output_;
    const std::function<std::string(std::uint64_t)>& missing_;
    std::string text_;
    std::uint64_t events_ = 0;   ///< In `text_`, or reported missing there.
    std::uint64_t skipped_ = 0;  ///< Not reported yet.
    bool has_begun_ = false;
  };

  /// The source of the text.
  struct Source {
    /// On the printer's thread: waits for something to print, and adds it. False once closed and
    /// empty.
    std::function<bool(Page&)> next;
    /// On the owner's thread, once, when the printer is destroyed: makes next() end.
    std::function<void()> close;
    /// The text that reports this many events as missing: skipped, or not written. May be null.
    std::function<std::string(std::uint64_t)> missing = nullptr;
  };

  /// Calls `failed` on the printer's thread when standard output cannot be written, and when its
  /// reader has gone: see gone().
  BackgroundPrinter(Context& context, Source source, std::function<void()> failed);
  BackgroundPrinter(const BackgroundPrinter&) = delete;
  BackgroundPrinter& operator=(const BackgroundPrinter&) = delete;
  /// Closes the source and prints the rest. During exception unwinding, does not wait for a stalled
  /// reader.
  ~BackgroundPrinter();

  /// From any thread: the reader of standard output has gone.
  [[nodiscard]] bool gone() const { return output_.gone(); }

 private:
  void run();

  LastingOutput output_;
  Source source_;
  std::jthread thread_;
};

/// A queue of lines with their newlines, from any thread to a printer.
class LineQueue {
 public:
  explicit LineQueue(std::size_t bytes_max) : lines_(bytes_max) {}

  /// Never waits; false if the queue is full and the line is not printed.
  bool push(std::string line);
  /// Prints each line. The queue outlives the printer.
  BackgroundPrinter::Source source();

 private:
  SkippingQueue<std::string> lines_;
};

}  // namespace streamctl::cli
