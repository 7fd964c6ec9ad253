// SPDX-License-Identifier: Apache-2.0
// Deviations of the beginning of card sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto sessions = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {digest_init_takes_any_p1, "digest-init-takes-any-p1", "", "",
       "ignores the unused bits of P1"},
      {digest_init_takes_any_p2, "digest-init-takes-any-p2", "", "", "ignores P2 of DIGEST INIT"},
      {digest_takes_any_size, "digest-takes-any-size", "", "s1d",
       "takes more data than the product's digest commands do"},
      {extended_on_old_products, "extended-on-old-products", "", "s1d",
       "begins an extended session on a product without any"},
      {digest_init_any_challenge, "digest-init-any-challenge", "", "",
       "begins a session with a challenge of the other size"},
      {digest_init_without_challenge, "digest-init-without-challenge", "", "",
       "begins a session without a challenge"},
      {digest_init_without_diversifier, "digest-init-without-diversifier", "", "",
       "begins a session with no diversifier selected"},
      {digest_init_keeps_challenge, "digest-init-keeps-challenge", "", "",
       "begins a second session with the same challenge"},
      {digest_init_refused_in_session, "digest-init-refused-in-session", "", "",
       "cannot begin a session while one is open"},
      {session_key_ignores_random, "session-key-ignores-random", "", "",
       "leaves the card's random out of the session key"},
      {session_key_ignores_our_challenge, "session-key-ignores-our-challenge", "", "",
       "leaves its own challenge out of the session key"},
      {session_key_undiversified, "session-key-undiversified", "", "",
       "makes session keys from the master key"},
      {digest_init_digests_answer_alone, "digest-init-digests-answer-alone", "", "",
       "leaves KIF and KVC out of the digest"},
      {digest_init_not_digested, "digest-init-not-digested", "", "",
       "leaves the opening out of the digest"},
      {absent_session_key_says_6a88, "absent-session-key-says-6a88", "", "",
       "has another status word for a session key it does not hold"},
  });
}();

}  // namespace assay::model::sam::deviations
