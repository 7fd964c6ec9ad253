// SPDX-License-Identifier: Apache-2.0
// Deviations of the beginning of card sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto sessions = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {digest_init_takes_any_p2, "digest-init-takes-any-p2", "SAM-DIG-08", "",
       "ignores P2 of DIGEST INIT"},
      {digest_takes_any_size, "digest-takes-any-size", "SAM-ATR-04", "s1d",
       "takes more data than the product's digest commands do"},
      {extended_on_old_products, "extended-on-old-products", "SAM-ATR-08", "s1d",
       "begins an extended session on a product without any"},
      {digest_init_any_challenge, "digest-init-any-challenge", "SAM-DIG-06", "",
       "begins a session with a challenge of the other size"},
      {digest_init_without_challenge, "digest-init-without-challenge", "SAM-DIG-06", "",
       "begins a session without a challenge"},
      {digest_init_without_diversifier, "digest-init-without-diversifier", "SAM-DIG-07", "",
       "begins a session with no diversifier selected"},
      {digest_init_keeps_challenge, "digest-init-keeps-challenge", "SAM-DIG-10", "",
       "begins a second session with the same challenge"},
      {digest_init_refused_in_session, "digest-init-refused-in-session", "SAM-DIG-11 SAM-HSM-02",
       "", "cannot begin a session while one is open"},
      {session_key_ignores_random, "session-key-ignores-random", "SAM-DIG-01", "recorded",
       "leaves the card's random out of the session key"},
      {session_key_ignores_our_challenge, "session-key-ignores-our-challenge", "SAM-DIG-01",
       "recorded", "leaves its own challenge out of the session key"},
      {session_key_undiversified, "session-key-undiversified", "SAM-DIG-01 SAM-HSM-01", "recorded",
       "makes session keys from the master key"},
      {digest_init_digests_answer_alone, "digest-init-digests-answer-alone", "SAM-DIG-01",
       "recorded", "leaves KIF and KVC out of the digest"},
      {digest_init_not_digested, "digest-init-not-digested", "SAM-DIG-01", "recorded",
       "leaves the opening out of the digest"},
      {digest_limited_to_70, "digest-limited-to-70", "SAM-ATR-03", "",
       "takes 70 bytes of digest data on every product"},
      {digest_limit_of_c1, "digest-limit-of-c1", "SAM-ATR-05", "s1e1",
       "takes 255 bytes of digest data on every product"},
      {extended_bit_ignored, "extended-bit-ignored", "SAM-DIG-02 SAM-DIG-25", "",
       "begins a regular session when an extended one was asked for"},
      {verification_bit_ignored, "verification-bit-ignored", "SAM-DIG-03", "",
       "begins a common session when a verification was asked for"},
  });
}();

}  // namespace assay::model::sam::deviations
