// Renders our man page templates and tables of Markdown as plain text, for the help topics.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "terminal.h"

namespace streamctl::cli {

/// The sections of a man page with these titles, all but NAME and SEE ALSO if none is given,
/// wrapped to the terminal's width. Knows the requests that our templates use.
std::string plain_page(std::string_view roff, const std::vector<std::string>& sections,
                       const Terminal& terminal);

/// A Markdown text up to its first "## " heading, with each row of a table as a paragraph: the
/// first cell, the second in parentheses, and the third below. Further cells are left out.
std::string plain_markdown(std::string_view markdown, const Terminal& terminal);

}  // namespace streamctl::cli
