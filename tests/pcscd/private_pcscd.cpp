// SPDX-License-Identifier: Apache-2.0
// PrivatePcscd: configuration, start, waiting until it is up, end.
#include "tests/pcscd/private_pcscd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/descriptor.hpp"

namespace assay::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr const char* daemon_path = "/usr/sbin/pcscd";
constexpr const char* driver_path = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr const char* install_line = "apt-get install -y pcscd vsmartcard-vpcd";

bool port_is_free(std::uint16_t port) {
  const Descriptor probe(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// Two free ports side by side, below the range that the kernel hands out; where the search starts depends on the
/// process, so that tests side by side seldom meet.
std::uint16_t two_free_ports() {
  for (unsigned step = 0; step < 4000; ++step) {
    const auto port = static_cast<std::uint16_t>(20000 + (getpid() * 2u + step * 2u) % 12000u);
    if (port_is_free(port) && port_is_free(static_cast<std::uint16_t>(port + 1))) return port;
  }
  return 0;
}

bool answers(const std::string& path) {
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// One folder for the life of the process: libpcsclite reads PCSCLITE_CSOCK_NAME once and never again.
Result<std::string> folder_of_this_process() {
  static std::string folder;
  std::error_code failed;
  if (!folder.empty() && fs::create_directory(folder, failed)) return folder;
  if (!folder.empty())
    return fail(ErrorCode::internal, "{}: this process already has a pcscd of its own", folder);
  std::string name = fs::temp_directory_path() / "assay-pcscd-XXXXXX";
  if (mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::internal, "mkdtemp {}: {}", name, std::strerror(errno));
  folder = name;
  return folder;
}

}  // namespace

Result<std::unique_ptr<PrivatePcscd>> PrivatePcscd::start(Readers readers) {
  for (const char* needed : {daemon_path, driver_path})
    if (access(needed, R_OK) != 0)
      return fail(ErrorCode::not_found, "{} is missing; install it with: {}", needed, install_line);
  TRY(const std::string folder, folder_of_this_process());
  std::unique_ptr<PrivatePcscd> made(new PrivatePcscd(folder, readers));
  if (made->port_ == 0)
    return fail(ErrorCode::internal, "there are no two free ports side by side");
  TRY_VOID(made->write_configuration());
  TRY_VOID(made->spawn());
  TRY_VOID(made->wait_until_up());
  setenv("PCSCLITE_CSOCK_NAME", made->socket_.c_str(), 1);
  return made;
}

PrivatePcscd::PrivatePcscd(std::string folder, Readers readers)
    : folder_(std::move(folder)),
      readers_(readers),
      socket_(folder_ + "/pcscd.comm"),
      port_(two_free_ports()) {}

PrivatePcscd::~PrivatePcscd() {
  stop(SIGTERM);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Result<void> PrivatePcscd::write_configuration() const {
  fs::create_directory(folder_ + "/reader.conf.d");
  if (readers_ == Readers::none) return {};
  std::ofstream out(folder_ + "/reader.conf.d/vpcd");
  out << "FRIENDLYNAME \"Virtual PCD Assay\"\n"
      << fmt::format("DEVICENAME /dev/null:{0:#X}\nLIBPATH {1}\nCHANNELID {0:#X}\n", port_,
                     driver_path);
  out.close();
  if (!out) return fail(ErrorCode::internal, "cannot write to {}", folder_);
  return {};
}

Result<void> PrivatePcscd::spawn() {
  const std::string configuration = folder_ + "/reader.conf.d";
  const std::string log = folder_ + "/log";
  pid_ = fork();
  if (pid_ < 0) return fail(ErrorCode::internal, "fork: {}", std::strerror(errno));
  if (pid_ > 0) return {};
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // no pcscd outlives a test that crashes
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  for (int fd = STDERR_FILENO + 1; fd < 256; ++fd) ::close(fd);
  setenv("LD_PRELOAD", ASSAY_PCSCD_PRELOAD, 1);
  setenv("ASSAY_PCSCD_DIR", folder_.c_str(), 1);
  execl(daemon_path, daemon_path, "--foreground", "--config", configuration.c_str(),
        static_cast<char*>(nullptr));
  _exit(127);
}

Result<void> PrivatePcscd::wait_until_up() {
  const Deadline deadline(milliseconds(10'000));
  while (!deadline.passed()) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return fail(ErrorCode::internal, "pcscd ended while starting: {}", last_words());
    }
    // pcscd opens its socket before its readers: only a listening reader (a port taken) means that it is up.
    if (answers(socket_) && (readers_ == Readers::none || !port_is_free(port(1)))) return {};
    std::this_thread::sleep_for(milliseconds(10));
  }
  return fail(ErrorCode::internal, "pcscd does not come up: {}", last_words());
}

Result<void> PrivatePcscd::restart() {
  TRY_VOID(spawn());
  return wait_until_up();
}

void PrivatePcscd::kill_now() {
  stop(SIGKILL);
}

void PrivatePcscd::stop(int signal) {
  if (pid_ < 0) return;
  kill(pid_, signal);
  const Deadline patience(milliseconds(3000));
  while (waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (patience.passed()) kill(pid_, SIGKILL);
    std::this_thread::sleep_for(milliseconds(5));
  }
  pid_ = -1;
}

std::string PrivatePcscd::last_words() const {
  std::ifstream in(folder_ + "/log");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.size() < 2000 ? text : text.substr(text.size() - 2000);
}

}  // namespace assay::testing
