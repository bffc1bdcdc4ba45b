// What a process asks its system for about itself.
#pragma once

#include <cstdint>
#include <string>

namespace streamctl {

/// Kills this process when the thread that started it ends. For a process that runs this program.
void end_with_parent();

/// Sends `signal` to this process when the thread that started it ends, also after exec. macOS
/// cannot: there this does nothing. Async-signal-safe, as are the next three.
void signal_with_parent(int signal);

/// The name of this process in lists, at most 15 bytes; macOS keeps that of the program.
void name_process(const char* name);

/// Closes every descriptor from `first` on, at once or on exec.
void close_from(int first);
void close_from_on_exec(int first);

/// Forbids core files and, on Linux, other processes of the user to read our memory.
void keep_memory_private();

/// The address space in use, in bytes; 0 if the system does not report it.
std::uint64_t address_space();

/// Lets allocations fail beyond this. False if the system refuses.
bool limit_address_space(std::uint64_t bytes);

/// Gives the calling thread less processor time than the rest of the program.
void lower_thread_priority();

/// The path to start this program again; on Linux it stays valid when the file is replaced or
/// removed.
std::string own_program();

/// The path of this program's file, for people; empty if it is unknown.
std::string own_program_file();

/// A name of this machine that stays when its host name or address changes; "" if it has none. A
/// container may have the name of the boot of its host, and of the network whose ports it sees.
std::string machine_name();

}  // namespace streamctl
