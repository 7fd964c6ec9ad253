// SPDX-License-Identifier: Apache-2.0
// A served HSM as a library: what the device name "HOST:PORT" reaches, for any program that loads HSM libraries.
#include "adapters/hsm_channel/tcp_client.hpp"

extern "C" __attribute__((visibility("default"))) const assay_hsm* assay_hsm_v1(
    std::uint32_t host_version) {
  return host_version >= ASSAY_HSM_VERSION ? &assay::hsm::tcp_table() : nullptr;
}
