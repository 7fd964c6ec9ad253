// SPDX-License-Identifier: Apache-2.0
// The smart card that a sealed model HSM starts up with: one key, one command. Our own convention; the real one is not public.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.hpp"

namespace assay::model::hsm {

using StartUpChallenge = std::array<std::uint8_t, 8>;

/// 80 88 00 00 08, the challenge, Le 08.
[[nodiscard]] Bytes start_up_command(const StartUpChallenge& challenge);

/// The first 8 bytes of AES-CMAC(key of the card, challenge), and 9000.
[[nodiscard]] Bytes start_up_answer(const StartUpChallenge& challenge);

/// What the genuine card answers to any command. Always true: it is never mute.
bool answer_as_start_up_card(ByteView command, Bytes& answer);

}  // namespace assay::model::hsm
