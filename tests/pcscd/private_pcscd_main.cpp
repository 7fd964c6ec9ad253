// SPDX-License-Identifier: Apache-2.0
// private_pcscd [--no-readers] COMMAND...: runs a command with a pcscd of its own; ends with the command's exit code.
//
// The command sees PCSCLITE_CSOCK_NAME, ASSAY_VPCD_PORT, ASSAY_VPCD_READER (and both with _2 for the second slot) and
// ASSAY_PCSCD_PID.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/pcscd/private_pcscd.hpp"

int main(int argc, char** argv) {
  using assay::testing::PrivatePcscd;
  const bool bare = argc > 1 && std::string_view(argv[1]) == "--no-readers";
  if (bare) ++argv, --argc;
  if (argc < 2) {
    std::fputs("usage: private_pcscd [--no-readers] COMMAND [ARGUMENT]...\n", stderr);
    return 4;
  }
  const auto pcscd =
      PrivatePcscd::start(bare ? PrivatePcscd::Readers::none : PrivatePcscd::Readers::two);
  if (!pcscd) {
    fmt::print(stderr, "private_pcscd: {}\n", pcscd.error().text());
    return 4;
  }
  for (int slot = 0; slot < 2; ++slot) {
    const std::string end = slot == 0 ? "" : "_2";
    setenv(("ASSAY_VPCD_PORT" + end).c_str(), std::to_string((*pcscd)->port(slot)).c_str(), 1);
    setenv(("ASSAY_VPCD_READER" + end).c_str(), (*pcscd)->reader(slot).c_str(), 1);
  }
  setenv("ASSAY_PCSCD_PID", std::to_string((*pcscd)->pid()).c_str(), 1);
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    std::perror(argv[1]);
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return 4;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
