// SPDX-License-Identifier: Apache-2.0
// ChildProcess: spawning, lines over a socket pair, and the end.
#include "adapters/shim/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

extern "C" char** environ;

namespace assay::shim {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds own_end{500};  // for a program to end after its input has ended

/// The two parameter blocks of posix_spawn, destroyed with their scope.
struct SpawnSettings {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnSettings(int input, int output) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);  // so that its own children end with it
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

tl::unexpected<Error> not_started(const std::string& program, int reason) {
  if (reason == ENOENT) return fail(ErrorCode::not_found, "there is no program '{}'", program);
  const auto code =
      reason == EACCES || reason == ENOEXEC ? ErrorCode::refused : ErrorCode::internal;
  return fail(code, "the program '{}' cannot be started: {}", program, std::strerror(reason));
}

}  // namespace

Result<void> ChildProcess::start(const std::vector<std::string>& words) {
  kill_now();
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  // A socket pair where we write: a pipe would raise SIGPIPE once the program has ended.
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0)
    return fail(ErrorCode::internal, "socketpair: {}", std::strerror(errno));
  to_program_ = Descriptor(input[0]);
  const Descriptor their_input(input[1]);
  if (pipe2(output.data(), O_CLOEXEC) != 0)
    return fail(ErrorCode::internal, "pipe: {}", std::strerror(errno));
  from_program_ = Descriptor(output[0]);
  const Descriptor their_output(output[1]);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const SpawnSettings settings(their_input.get(), their_output.get());
  const int failed = posix_spawnp(&pid_, words[0].c_str(), &settings.files, &settings.attributes,
                                  arguments.data(), environ);
  if (failed == 0) return {};
  pid_ = -1;
  kill_now();
  return not_started(words[0], failed);
}

Result<void> ChildProcess::write(std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t sent =
        send(to_program_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EPIPE || errno == ECONNRESET) return ended();
    if (errno != EAGAIN && errno != EINTR)
      return fail(ErrorCode::internal, "send: {}", std::strerror(errno));
    pollfd waited{to_program_.get(), POLLOUT, 0};
    if (poll(&waited, 1, deadline.milliseconds_left()) == 0)
      return fail(ErrorCode::timeout, "the program does not read its input");
  }
  return {};
}

Result<std::string_view> ChildProcess::read_line(Deadline deadline, std::size_t longest) {
  buffer_.erase(0, taken_);
  taken_ = 0;
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != buffer_.npos) {
      taken_ = end + 1;
      return std::string_view(buffer_).substr(0, end);
    }
    searched = buffer_.size();
    if (searched > longest)
      return fail(ErrorCode::malformed,
                  "the program wrote more than {} characters without the end of a line", longest);
    TRY_VOID(read_more(deadline));
  }
}

Result<void> ChildProcess::read_more(Deadline deadline) {
  pollfd waited{from_program_.get(), POLLIN, 0};
  const int ready = poll(&waited, 1, deadline.milliseconds_left());
  if (ready == 0) return fail(ErrorCode::timeout, "no answer in time");
  if (ready < 0)
    return errno == EINTR ? Result<void>{}
                          : fail(ErrorCode::internal, "poll: {}", std::strerror(errno));
  std::array<char, 16384> chunk;
  const ssize_t got = read(from_program_.get(), chunk.data(), chunk.size());
  if (got > 0) {
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return {};
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  return ended();
}

tl::unexpected<Error> ChildProcess::ended() {
  if (!reap(Deadline(own_end))) {
    kill_now();
    return fail(ErrorCode::reader_lost, "the program closed its output");
  }
  const int status = status_;
  kill_now();
  if (WIFSIGNALED(status))
    return fail(ErrorCode::reader_lost, "the program was ended by signal {} ({})", WTERMSIG(status),
                strsignal(WTERMSIG(status)));
  return fail(ErrorCode::reader_lost, "the program ended with exit code {}", WEXITSTATUS(status));
}

/// Whether the program itself has ended; its group may still have members.
bool ChildProcess::reap(Deadline deadline) {
  siginfo_t info{};
  for (;;) {
    // Left waitable, so that the process group keeps its number until kill_now() has used it.
    if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
      return true;
    if (info.si_pid == pid_) break;
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  status_ = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
  return true;
}

void ChildProcess::end() {
  if (pid_ <= 0) return;
  shutdown(to_program_.get(), SHUT_WR);
  (void)reap(Deadline(own_end));
  kill_now();
}

void ChildProcess::kill_now() {
  if (pid_ > 0) {
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
  to_program_.close();
  from_program_.close();
  buffer_.clear();
  taken_ = 0;
}

}  // namespace assay::shim
