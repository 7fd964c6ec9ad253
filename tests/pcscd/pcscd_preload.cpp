// SPDX-License-Identifier: Apache-2.0
// Preloaded into a pcscd started for tests: its files, readers and ports become its own.
//
// pcscd has its socket's path, its lock file and its driver folder compiled in, and no option for any of them. With
// ASSAY_PCSCD_DIR set, what it does below /run/pcscd happens in that folder instead, so that it stands beside a pcscd
// that already runs and never meets it. The USB driver folder looks empty, so that it takes no real reader away from
// anybody. vpcd's listeners move to 127.0.0.1, so that nobody outside is offered a card reader. Accepted TCP
// connections get TCP_NODELAY: vpcd writes length and payload apart, and with cards by others, which do not
// acknowledge at once, every exchange would take 44 ms.
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

constexpr const char* home = "/run/pcscd";
constexpr const char* drivers = "/usr/lib/pcsc/drivers";

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool starts_with(const char* path, const char* prefix) {
  return path != nullptr && std::strncmp(path, prefix, std::strlen(prefix)) == 0;
}

std::string moved(const char* path) {
  const char* const own = std::getenv("ASSAY_PCSCD_DIR");
  if (own == nullptr || !starts_with(path, home)) return path == nullptr ? "" : path;
  return std::string(own) + (path + std::strlen(home));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return next<int(const char*, int, ...)>("open")(moved(path).c_str(), flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
  return next<FILE*(const char*, const char*)>("fopen")(moved(path).c_str(), mode);
}

int mkdir(const char* path, mode_t mode) noexcept {
  return next<int(const char*, mode_t)>("mkdir")(moved(path).c_str(), mode);
}

int chmod(const char* path, mode_t mode) noexcept {
  return next<int(const char*, mode_t)>("chmod")(moved(path).c_str(), mode);
}

int remove(const char* path) noexcept {
  return next<int(const char*)>("remove")(moved(path).c_str());
}

int stat(const char* path, struct stat* out) noexcept {
  return next<int(const char*, struct stat*)>("stat")(moved(path).c_str(), out);
}

int chdir(const char* path) noexcept {
  return next<int(const char*)>("chdir")(moved(path).c_str());
}

DIR* opendir(const char* path) {
  const bool hidden = std::getenv("ASSAY_PCSCD_DIR") != nullptr && path != nullptr &&
                      std::strcmp(path, drivers) == 0;
  if (hidden) {
    errno = ENOENT;
    return nullptr;
  }
  return next<DIR*(const char*)>("opendir")(path);
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
  const auto real = next<int(int, const sockaddr*, socklen_t)>("bind");
  if (address->sa_family == AF_INET) {
    sockaddr_in local = *reinterpret_cast<const sockaddr_in*>(address);
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return real(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local);
  }
  if (address->sa_family != AF_UNIX) return real(fd, address, size);
  sockaddr_un own{};
  own.sun_family = AF_UNIX;
  const std::string path = moved(reinterpret_cast<const sockaddr_un*>(address)->sun_path);
  if (path.size() >= sizeof own.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  std::memcpy(own.sun_path, path.c_str(), path.size() + 1);
  return real(fd, reinterpret_cast<const sockaddr*>(&own), sizeof own);
}

int accept(int fd, sockaddr* address, socklen_t* size) {
  const int peer = next<int(int, sockaddr*, socklen_t*)>("accept")(fd, address, size);
  const int on = 1;
  if (peer >= 0) (void)setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return peer;
}

}  // extern "C"
