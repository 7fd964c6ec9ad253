// SPDX-License-Identifier: Apache-2.0
// TCP sockets of this room: names, connecting, listening.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace assay::hsm {

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

/// Reads "HOST:PORT"; port 0 only where any port will do. Errors: `malformed`.
[[nodiscard]] Result<Endpoint> read_endpoint(const std::string& text, bool any_port = false);

/// Errors: `not_found` for an unknown host, `reader_lost` when nobody listens there.
[[nodiscard]] Result<Descriptor> connect_to(const Endpoint& endpoint);

/// Does not block. Errors: `not_found` for an unknown host, `refused` when the port is taken.
[[nodiscard]] Result<Descriptor> listen_at(const Endpoint& endpoint);

[[nodiscard]] std::uint16_t port_of(const Descriptor& listener);

/// No delay for small frames, and the kernel finds out by itself when the other machine is gone.
void prepare_connection(const Descriptor& connection);

/// What the kernel keeps for one client stays small.
void limit_buffers(const Descriptor& connection);

/// How many connections this process can keep, at most `wanted`: its limit of open files is raised as far as that takes and as it may.
[[nodiscard]] std::size_t connections_possible(std::size_t wanted);

/// What errno says.
[[nodiscard]] std::string reason();

}  // namespace assay::hsm
