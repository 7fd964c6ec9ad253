// SPDX-License-Identifier: Apache-2.0
// HSM ports: channels of an HSM in this process, and of one that is served over TCP, as a load run uses them.
#pragma once

#include <memory>
#include <string>

#include "adapters/hsm_channel/device.hpp"
#include "base/result.hpp"
#include "load/loop.hpp"
#include "load/ports.hpp"

namespace assay::cli {

/// An open and started device.
[[nodiscard]] std::unique_ptr<load::HsmPort> port_of(std::string uri,
                                                     std::unique_ptr<hsm::Device> device,
                                                     std::uint8_t group);

struct RemoteHsm {
  std::string uri;
  std::string endpoint;  ///< HOST:PORT
  std::uint8_t group = 1;
  load::Micros timeout = 5'000'000;  ///< of connecting, and of one answer
  bool shared = false;               ///< others use it meanwhile
};
/// Each channel has a connection of its own, so that a stalled one holds up nobody; connections are used again.
/// Errors: `malformed` for what is no HOST:PORT, `not_found` for an unknown host.
[[nodiscard]] Result<std::unique_ptr<load::HsmPort>> remote_port(load::Loop& loop,
                                                                 const RemoteHsm& remote);

}  // namespace assay::cli
