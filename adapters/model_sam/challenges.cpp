// SPDX-License-Identifier: Apache-2.0
// SELECT DIVERSIFIER, GET CHALLENGE, GIVE RANDOM.
#include <algorithm>

#include "adapters/model_sam/exchange.hpp"

namespace assay::model::sam {

using enum SamDeviation;

void fill_challenge(Exchange& x, MutableByteView out) {
  if (!x.sam().knows_challenge) return x.env.random.fill(out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(0xC1 + i);
}

/// Four or eight bytes, the shorter ones behind zeros.
StatusWord select_diversifier(Exchange& x) {
  const ByteView data = x.command.data;
  const bool known_size = (data.size() == 8 && !x.deviates(diversifier_of_8_refused)) ||
                          (data.size() == 4 && !x.deviates(diversifier_of_4_refused));
  const bool fits = !data.empty() && data.size() <= 8;
  if (!known_size && !(fits && x.deviates(diversifier_of_any_size))) return sw::wrong_length;
  Given diversifier{.size = static_cast<std::uint8_t>(data.size())};
  const std::size_t offset = x.deviates(diversifier_padded_right) ? 0 : 8 - data.size();
  std::ranges::copy(data, diversifier.bytes.begin() + static_cast<std::ptrdiff_t>(offset));
  if (x.deviates(diversifier_cut_to_4)) std::fill_n(diversifier.bytes.begin(), 4, 0);
  const bool keeps_first = x.now().diversifier.size != 0 && x.deviates(first_diversifier_stays);
  if (!keeps_first) x.now().diversifier = diversifier;
  return sw::ok;
}

/// Four bytes for a regular session, eight for everything else.
StatusWord get_challenge(Exchange& x) {
  const std::uint32_t wanted = x.command.ne;
  const bool any = wanted >= 1 && wanted <= 8 && x.deviates(challenge_of_any_size);
  if (!x.command.data.empty() || (wanted != 4 && wanted != 8 && !any)) return sw::wrong_length;
  Given challenge{.size = static_cast<std::uint8_t>(wanted)};
  if (!x.deviates(challenge_is_constant))
    fill_challenge(x, MutableByteView(challenge.bytes).first(wanted));
  x.now().challenge = challenge;
  append(x.response, challenge.view());
  if (x.deviates(challenge_always_8)) x.response.resize(8);
  if (x.deviates(challenge_always_4)) x.response.resize(4);
  if (x.deviates(challenge_ends_session)) x.now().session = {};
  return sw::ok;
}

StatusWord give_random(Exchange& x) {
  const ByteView data = x.command.data;
  const bool short_one = data.size() == 4 && x.deviates(random_of_4_taken);
  if (data.size() == 8 && x.deviates(random_of_8_refused)) return sw::wrong_length;
  if (data.size() != 8 && !short_one) return sw::wrong_length;
  Given random{.size = 8};
  std::ranges::copy(data, random.bytes.begin());
  x.now().random = random;
  return sw::ok;
}

}  // namespace assay::model::sam
