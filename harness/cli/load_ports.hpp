// SPDX-License-Identifier: Apache-2.0
// Load ports: model cards in numbers, and whatever stands behind --hsm, as a load run uses them.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "load/loop.hpp"
#include "load/ports.hpp"

namespace assay::cli {

/// `count` cards of "model:calypso-...". Errors: `malformed` for another target, those of the model.
[[nodiscard]] Result<std::unique_ptr<load::CardPort>> open_cards(const std::string& uri,
                                                                 std::size_t count);

struct HsmOptions {
  std::size_t sessions = 0;          ///< a batch of SAMs has one for each
  load::Micros timeout = 5'000'000;  ///< of a served HSM
  bool shared = false;               ///< others use it meanwhile
};

/// "model:hsm" and "hsm:LIBRARY.so" in this process, by the time of the loop; "hsm-tcp:HOST:PORT"; "model:sam", a batch of
/// SAMs. Errors: those of the target.
[[nodiscard]] Result<std::unique_ptr<load::HsmPort>> open_channels(const std::string& uri,
                                                                   load::Loop& loop,
                                                                   const HsmOptions& options);

/// Whether both can be opened, without opening them. Errors: `malformed`, `not_found`.
[[nodiscard]] Result<void> check_load_targets(const std::string& card, const std::string& hsm);

/// Whether such an HSM is reached over a connection, so that only the wall clock will do.
[[nodiscard]] bool needs_wall_clock(const std::string& uri);

/// The same HSM with fewer channels.
[[nodiscard]] std::unique_ptr<load::HsmPort> limited(load::HsmPort& hsm, std::uint32_t channels,
                                                     const load::Loop& loop);

}  // namespace assay::cli
