// Calls for files and terminals that differ between systems.
#pragma once

#include <sys/stat.h>

#include "core/file.h"

namespace streamctl {

/// Returns once what was written to `file` is on the disk, and survives power loss. Returns the
/// errno, or 0.
int sync_contents(int file);

/// The same for the names of the files in `folder`.
int sync_names(int folder);

/// Opens the terminal of the descriptor `terminal` once more, so that writing to the new descriptor
/// does not wait; programs that share the old one notice nothing. Invalid if the user may not open
/// it.
FileDescriptor reopen_terminal(int terminal);

/// Whether it is /dev/null, by any name.
bool is_null_device(const struct stat& status);

}  // namespace streamctl
