// SPDX-License-Identifier: Apache-2.0
// Serves an open HSM over TCP, many clients at once. A client that goes frees its channels; one that stalls holds up nobody.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/hsm_channel/device.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace assay::hsm {

struct ServerOptions {
  unsigned threads = 2;
  std::size_t most_clients =
      8192;  ///< further ones are told so and turned away; fewer where the system allows fewer
  std::chrono::milliseconds stall{10'000};  ///< to finish a frame that began, or to take an answer
  std::chrono::milliseconds silence{600'000};  ///< without a question: such a client is gone
  bool manages_keys = false;                   ///< clients may load, delete and invalidate keys
};

struct ServerCounts {
  std::uint64_t clients = 0;
  std::uint64_t turned_away = 0;
  std::uint64_t dropped = 0;  ///< for stalling, silence, or what is no frame
  std::uint64_t questions = 0;
};

class TcpServer {
 public:
  /// The device must outlive the server. Errors: `malformed` for what is not HOST:PORT, `refused` when the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<TcpServer>> start(Device& device,
                                                                const std::string& endpoint,
                                                                const ServerOptions& options = {});
  /// Frees every channel of every client.
  ~TcpServer();
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerCounts counts() const;

 private:
  friend class ServerLoop;
  TcpServer(Device& device, Descriptor listener, ServerOptions options)
      : device_(device), listener_(std::move(listener)), options_(options) {}

  Device& device_;
  Descriptor listener_;
  ServerOptions options_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> connected_{0};
  std::atomic<std::uint64_t> clients_{0}, turned_away_{0}, dropped_{0}, questions_{0};
  std::vector<std::jthread> threads_;
};

}  // namespace assay::hsm
