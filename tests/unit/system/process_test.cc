#include "core/system/process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl {
namespace {

/// Runs `holds` in a process of its own, since it changes the process.
bool in_a_child(const std::function<bool()>& holds) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(holds() ? 0 : 1);
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_open(int descriptor) {
  return ::fcntl(descriptor, F_GETFD) >= 0;
}

TEST(Process, ClosesDescriptorsFromANumberOn) {
  EXPECT_TRUE(in_a_child([] {
    ::dup2(STDIN_FILENO, 20);
    ::dup2(STDIN_FILENO, 30);
    close_from(21);
    return is_open(20) && !is_open(30);
  }));
  EXPECT_TRUE(in_a_child([] {
    ::dup2(STDIN_FILENO, 20);
    ::dup2(STDIN_FILENO, 30);
    close_from_on_exec(21);
    return (::fcntl(20, F_GETFD) & FD_CLOEXEC) == 0 && (::fcntl(30, F_GETFD) & FD_CLOEXEC) != 0;
  }));
}

TEST(Process, AsksForASignalWhenItsParentEnds) {
  EXPECT_TRUE(in_a_child([] {
    int number = 0;
    signal_with_parent(SIGTERM);
    ::prctl(PR_GET_PDEATHSIG, &number);
    const bool is_term = number == SIGTERM;
    end_with_parent();
    ::prctl(PR_GET_PDEATHSIG, &number);
    return is_term && number == SIGKILL;
  }));
}

TEST(Process, HasAnotherNameAndAPrivateMemory) {
  EXPECT_TRUE(in_a_child([] {
    std::array<char, 16> name{};
    name_process("streamctl-test");
    ::prctl(PR_GET_NAME, name.data());
    keep_memory_private();
    return std::string(name.data()) == "streamctl-test" && ::prctl(PR_GET_DUMPABLE) == 0;
  }));
}

TEST(Process, LowersThePriorityOfOneThread) {
  EXPECT_TRUE(in_a_child([] {
    ::setpriority(PRIO_PROCESS, 0, 12);  // A program started by nice(1) is lowered too.
    const int before = ::getpriority(PRIO_PROCESS, 0);
    int lowered = 0;
    std::jthread([&] {
      lower_thread_priority();
      lowered = ::getpriority(PRIO_PROCESS, 0);
    }).join();
    return lowered > before && ::getpriority(PRIO_PROCESS, 0) == before;
  }));
}

TEST(Process, KnowsItsAddressSpace) {
  const std::uint64_t before = address_space();
  EXPECT_GT(before, 0U);
  const std::vector<char> more(std::size_t{64} * 1024 * 1024);
  EXPECT_GE(address_space(), before + more.size() / 2);
}

TEST(Process, KnowsItsProgramAndItsMachine) {
  EXPECT_EQ(::access(own_program().c_str(), X_OK), 0);
  EXPECT_TRUE(own_program_file().ends_with("_test")) << own_program_file();
  EXPECT_FALSE(machine_name().empty());
  EXPECT_EQ(machine_name(), machine_name());
}

}  // namespace
}  // namespace streamctl
