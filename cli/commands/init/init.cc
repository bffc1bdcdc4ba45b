#include "commands/init/init.h"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/init/handlers.h"
#include "core/file.h"
#include "core/json.h"
#include "core/text.h"
#include "render/curl_command.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr int port = 3000;

/// An index into handlers().
enum class Framework : std::size_t {};

struct InitOptions {
  std::optional<Framework> framework;
  std::string dir = ".";
  bool list = false;
};

void declare(Arguments& arguments, InitOptions& options) {
  Choices<Framework> choices;
  for (std::size_t i = 0; i < handlers().size(); ++i)
    choices.emplace_back(handlers()[i].name, Framework{i});
  choices.emplace_back("node", Framework{0});
  arguments.choice("FRAMEWORK", options.framework, choices, "What the handler is written for");
  arguments.text("--dir", options.dir, "Folder to write into; created if need be")
      .metavar("DIR")
      .shown_default(".");
  arguments.flag("--list", options.list, "List the frameworks and the file of each");
}

int list(Context& context) {
  std::vector<std::vector<Cell>> rows;
  for (const Handler& handler : handlers()) {
    if (context.output == Output::json)
      context.out << json_line({{"kind", "handler"},
                                {"name", handler.name},
                                {"framework", handler.framework},
                                {"path", handler.path}})
                  << '\n';
    rows.push_back({{std::string(handler.name), Style::bold},
                    {std::string(handler.framework)},
                    {std::string(handler.path), Style::dim}});
  }
  if (context.output == Output::pretty)
    context.out << table({"NAME", "FRAMEWORK", "FILE"}, rows, context.out_terminal);
  return 0;
}

struct NewFile {
  std::filesystem::path path;
  std::string text;
};

Error already_there(const std::filesystem::path& path) {
  return config_error("'" + printable(path.string()) + "' exists, and nothing is overwritten",
                      "--dir writes into another folder; move the file from there");
}

/// Whether the file can be made, as far as can be told before: it does not exist, and the innermost
/// folder above it that does is one that may be written to.
Result<void> check(const NewFile& file) {
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(file.path, ignored)))
    return already_there(file.path);
  std::filesystem::path folder = file.path.parent_path();
  while (!folder.empty() &&
         !std::filesystem::exists(std::filesystem::symlink_status(folder, ignored)))
    folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  const std::string name = "'" + printable(folder.string()) + "'";
  if (!std::filesystem::is_directory(folder, ignored))
    return config_error(
        "cannot write '" + printable(file.path.string()) + "': " + name + " is not a folder",
        "--dir writes into another folder");
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return config_error("cannot write into " + name + ": " + std::generic_category().message(errno),
                      "--dir writes into another folder");
}

/// Writes a file that must not exist, in folders made for it if need be.
Result<void> create(const NewFile& file) {
  const std::string name = "'" + printable(file.path.string()) + "'";
  std::error_code failed;
  if (const auto folder = file.path.parent_path(); !folder.empty())
    std::filesystem::create_directories(folder, failed);
  if (failed) return config_error("cannot make the folder of " + name + ": " + failed.message());
  const FileDescriptor opened(
      ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!opened.valid() && errno == EEXIST) return already_there(file.path);
  const int error = opened.valid() ? write_all(opened.get(), file.text) : errno;
  if (error == 0) return {};
  if (opened.valid()) ::unlink(file.path.c_str());  // A part of it is of no use.
  return system_error("cannot write " + name, error);
}

/// `why` the file at `place` was not written, and which were before it.
Error half_written(Error why, const std::vector<NewFile>& files, std::size_t place) {
  std::vector<std::string> written;
  for (std::size_t i = 0; i < place; ++i)
    written.push_back("'" + printable(files[i].path.string()) + "'");
  if (!written.empty()) why.hint = joined(written, ", ") + " is written; remove it to try again";
  return why;
}

Result<ExitCode> run(const InitOptions& options, Context& context) {
  if (options.list) {
    if (options.framework)
      return usage_error("--list lists all frameworks", "give either FRAMEWORK or --list");
    return list(context);
  }
  if (!options.framework)
    return usage_error("FRAMEWORK is required", "'streamctl init --list' lists them");
  const Handler& handler = handlers()[static_cast<std::size_t>(*options.framework)];
  const std::filesystem::path dir(options.dir);
  const std::vector<NewFile> files{
      {(dir / handler.path).lexically_normal(), std::string(handler.text)},
      {(dir / ".github/workflows/stream-webhook.yml").lexically_normal(), workflow_of(handler)}};
  for (const NewFile& file : files) {
    if (auto good = check(file); !good) return std::move(good).error();
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const NewFile& file = files[i];
    if (auto created = create(file); !created)
      return half_written(std::move(created).error(), files, i);
    const std::string path = printable(file.path.string());
    context.out << (context.output == Output::json
                        ? json_line({{"kind", "created"}, {"path", file.path.string()}})
                        : path)
                << std::endl;
  }
  if (context.quiet) return 0;
  const Trial trial = trial_of(handler, port);
  const std::string there =
      dir.lexically_normal() == "." ? "" : "cd " + shell_word(options.dir) + " && ";
  context.err << "Next, in two terminals:\n  " << there << trial.start << "\n  " << trial.check
              << '\n';
  return 0;
}

}  // namespace

Command init() {
  return {
      .name = "init",
      .group = "run",
      .summary = "Write a webhook handler to begin with, and its CI job",
      .description =
          "Writes a complete webhook handler for a framework: it reads the raw body, inflates "
          "gzip, compares the signature in constant time, answers 401, 400 and 405 where they "
          "belong, handles a retry once, and works after its answer. Beside it a job for GitHub "
          "Actions that starts the handler and runs 'streamctl check'. No file is overwritten.\n\n"
          "The handlers are those of docs/examples/handlers; each passes every check.",
      .examples = {{"streamctl init --list", "What there is"},
                   {"streamctl init express --dir hooks", "A handler for Express, in hooks/"}},
      .declare = bound<InitOptions>(declare, run),
      .runs_unconfigured = true};
}

}  // namespace streamctl::cli
