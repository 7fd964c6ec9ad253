// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/initialize_update.hpp"

#include <fmt/format.h>

#include "base/cursor.hpp"
#include "globalplatform/scp_options.hpp"

namespace assay::globalplatform {
namespace {

template <typename T>
Result<T> take(ByteReader& in, std::size_t count) {
  TRY(const ByteView bytes, in.take(count));
  return make_short<T>(bytes);
}

/// GPC D.4.1.6.
Result<InitializeUpdateAnswer> parse_scp01(ByteReader in, InitializeUpdateAnswer answer) {
  TRY(answer.card_challenge, take<CardChallenge>(in, 8));
  TRY(answer.card_cryptogram, take<CardCryptogram>(in, 8));
  return in.finish(answer);
}

/// GPC table E-8: counter and challenge share the eight bytes of the card's contribution.
Result<InitializeUpdateAnswer> parse_scp02(ByteReader in, InitializeUpdateAnswer answer) {
  TRY(answer.sequence_counter, take<SequenceCounter>(in, 2));
  TRY(answer.card_challenge, take<CardChallenge>(in, 6));
  TRY(answer.card_cryptogram, take<CardCryptogram>(in, 8));
  return in.finish(answer);
}

/// GPD table 7-3; the lengths of S16 are those of Amendment D v1.2.
Result<InitializeUpdateAnswer> parse_scp03(ByteReader in, InitializeUpdateAnswer answer) {
  TRY(answer.option_i, in.take_u8());
  const std::size_t length = in.left() >= 32 ? 16 : 8;
  TRY(answer.card_challenge, take<CardChallenge>(in, length));
  TRY(answer.card_cryptogram, take<CardCryptogram>(in, length));
  if (!in.at_end()) {
    TRY(answer.sequence_counter, take<SequenceCounter>(in, 3));
  }
  return in.finish(answer);
}

}  // namespace

Result<InitializeUpdateAnswer> parse_initialize_update(ByteView data) {
  ByteReader in(data);
  InitializeUpdateAnswer answer;
  if (data.size() < 12)
    return fail(ErrorCode::malformed,
                "the answer to INITIALIZE UPDATE has {} bytes, 28 and more were wanted",
                data.size());
  TRY(answer.diversification_data, in.take<10>());
  TRY(answer.key_version, in.take_u8());
  TRY(answer.protocol, in.take_u8());
  switch (answer.protocol) {
    case 0x01:
    case 0x02:
      if (data.size() != 28)
        return fail(ErrorCode::malformed,
                    "the answer to INITIALIZE UPDATE of SCP{:02X} has {} bytes, 28 were wanted",
                    answer.protocol, data.size());
      return answer.protocol == 0x01 ? parse_scp01(in, answer) : parse_scp02(in, answer);
    case 0x03:
      if (data.size() != 29 && data.size() != 32 && data.size() != 45 && data.size() != 48)
        return fail(ErrorCode::malformed,
                    "the answer to INITIALIZE UPDATE of SCP03 has {} bytes, 29 or 32 (S16: 45 or "
                    "48) were wanted",
                    data.size());
      return parse_scp03(in, answer);
    default:
      return fail(ErrorCode::unsupported,
                  "the card answers with secure channel protocol '{:02X}', not 01, 02 or 03",
                  answer.protocol);
  }
}

std::string InitializeUpdateAnswer::disagreement() const {
  if (protocol != 0x03) return {};
  const Scp03Options options(option_i);
  if (const std::string problem = options.problem(); !problem.empty()) return problem;
  if (options.pseudo_random_challenge() == sequence_counter.empty())
    return fmt::format("i = '{:02X}' says that the challenge is {}, and {} sequence counter came",
                       option_i, options.pseudo_random_challenge() ? "pseudo-random" : "random",
                       sequence_counter.empty() ? "no" : "a");
  if (card_challenge.size == 16 && !options.s16())
    return fmt::format("i = '{:02X}' has no S16 mode, and challenges of 16 bytes came", option_i);
  return {};
}

}  // namespace assay::globalplatform
