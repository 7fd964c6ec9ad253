// SPDX-License-Identifier: Apache-2.0
// Session: the context, the socket beneath it, and what can be asked without a card.
#include <PCSC/winscard.h>

#include "adapters/pcsc/session.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <set>

#include "adapters/pcsc/scard_error.hpp"

namespace assay::pcsc {
namespace {

using std::chrono::milliseconds;

/// Whether this descriptor is a connection to a named local socket, as the library's to pcscd is.
bool leads_to_pcscd(int fd) {
  sockaddr_un peer{};
  socklen_t size = sizeof peer;
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sun_family != AF_UNIX)
    return false;
  const char* const chosen = std::getenv("PCSCLITE_CSOCK_NAME");
  const std::string_view path = peer.sun_path;
  return chosen != nullptr ? path == chosen : path.find("pcscd") != path.npos;
}

std::set<int> connections_to_pcscd() {
  std::set<int> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return found;
  while (const dirent* entry = readdir(folder.get())) {
    const int fd = std::atoi(entry->d_name);
    if (leads_to_pcscd(fd)) found.insert(fd);
  }
  return found;
}

struct Established {
  LONG code = SCARD_F_INTERNAL_ERROR;
  SCARDCONTEXT context = 0;
  Descriptor socket;
};

/// A context, and the descriptor that appeared with it: the library does not tell which one it uses.
Established establish() {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const auto before = connections_to_pcscd();
  Established made;
  made.code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &made.context);
  if (made.code != SCARD_S_SUCCESS) return made;
  std::vector<int> fresh;
  std::ranges::set_difference(connections_to_pcscd(), before, std::back_inserter(fresh));
  if (fresh.size() == 1) made.socket = Descriptor(fcntl(fresh[0], F_DUPFD_CLOEXEC, 0));
  return made;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(milliseconds limit) {
  // On a thread of its own, left behind if pcscd accepts the connection and then says nothing.
  std::packaged_task<Established()> task(establish);
  auto future = task.get_future();
  std::thread(std::move(task)).detach();
  if (future.wait_for(limit) != std::future_status::ready)
    return fail(ErrorCode::timeout, "PC/SC: pcscd does not answer within {} ms", limit.count());
  Established made = future.get();
  if (made.code != SCARD_S_SUCCESS)
    return tl::unexpected(scard_error(static_cast<std::uint32_t>(made.code), "PC/SC"));
  if (!made.socket.is_open()) {
    SCardReleaseContext(made.context);
    return fail(ErrorCode::unsupported,
                "PC/SC: no connection to pcscd can be told apart, so no time "
                "limit could be kept");
  }
  return std::make_unique<Session>(made.context, std::move(made.socket), limit);
}

Session::Session(SCARDCONTEXT context, Descriptor socket, milliseconds limit)
    : context_(context),
      socket_(std::move(socket)),
      limit_(limit),
      watchdog_(limit, [fd = socket_.get()] { shutdown(fd, SHUT_RDWR); }) {}

Session::~Session() {
  (void)guarded([this] { return SCardReleaseContext(context_); });
}

Result<void> Session::outcome(std::uint32_t code, std::string_view subject) const {
  if (code == SCARD_S_SUCCESS) return {};
  return tl::unexpected(scard_error(code, subject));
}

tl::unexpected<Error> Session::timed_out(std::string_view subject) const {
  return fail(ErrorCode::timeout, "{}: no answer within {} ms", subject, limit_.count());
}

Result<std::vector<std::string>> Session::reader_names() {
  std::string names(4096, '\0');
  DWORD size = names.size();
  const auto code =
      guarded([&] { return SCardListReaders(context_, nullptr, names.data(), &size); });
  if (!code) return timed_out("PC/SC");
  if (*code == static_cast<std::uint32_t>(SCARD_E_NO_READERS_AVAILABLE))
    return std::vector<std::string>{};
  TRY_VOID(outcome(*code, "PC/SC"));
  return split_names(std::string_view(names).substr(0, size));
}

Result<ReaderInfo> Session::look_at(const std::string& reader) {
  SCARD_READERSTATE state{};
  state.szReader = reader.c_str();
  state.dwCurrentState = SCARD_STATE_UNAWARE;
  TRY_VOID(check("reader '" + reader + "'",
                 [&] { return SCardGetStatusChange(context_, 0, &state, 1); }));
  return ReaderInfo{
      reader, (state.dwEventState & SCARD_STATE_PRESENT) != 0,
      (state.dwEventState & (SCARD_STATE_INUSE | SCARD_STATE_EXCLUSIVE)) != 0,
      Bytes(state.rgbAtr, state.rgbAtr + std::min<DWORD>(state.cbAtr, sizeof state.rgbAtr))};
}

}  // namespace assay::pcsc
