// SPDX-License-Identifier: Apache-2.0
// Card Recognition Data, and the same kind of data about a security domain: read, written, explained.
// Source: GPC H.2, H.3, 7.4.1.3, 7.4.2.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// A secure channel protocol and its option i, as the object identifier has them.
struct ScpOption {
  std::uint8_t protocol = 0;
  Bytes option;  ///< one byte, two for SCP11
  friend bool operator==(const ScpOption&, const ScpOption&) = default;
};

/// How several protocols are written: a template 64 for each, or all in one.   Source: GPC tables H-1, H-2.
enum class ProtocolFormat : std::uint8_t { one_each, all_in_one };

/// What stands in a template 73.
struct RecognitionData {
  std::optional<Bytes> version;  ///< numbers of the card specification, "2.3.1" is 02 03 01
  bool identified_by_iin_and_cin = false;
  std::vector<ScpOption> protocols;
  ProtocolFormat format = ProtocolFormat::one_each;
  std::optional<Bytes> configuration;  ///< value of 65
  std::optional<Bytes> chip;           ///< value of 66
  std::optional<Bytes> trust_point;    ///< value of 67
  std::optional<Bytes> certificate;    ///< value of 68
  friend bool operator==(const RecognitionData&, const RecognitionData&) = default;
};

/// Reads a template 73 of a security domain; all but the first identifier is optional.
/// Errors: `malformed`, naming the tag, for another order, another identifier, a reserved tag, lengths that are not the
/// shortest.
[[nodiscard]] Result<RecognitionData> parse_domain_data(ByteView object);
/// Reads Card Data, 66 with 73 in it; version, identification and a protocol must be there.
/// Errors: as above.
[[nodiscard]] Result<RecognitionData> parse_card_data(ByteView object);

[[nodiscard]] Bytes write_domain_data(const RecognitionData& data);
[[nodiscard]] Bytes write_card_data(const RecognitionData& data);

/// What SELECT of a security domain answers.   Source: GPC 11.9.3.1.
struct SelectAnswer {
  Bytes aid;
  std::optional<RecognitionData> management;
  std::optional<Bytes> life_cycle;      ///< value of 9F6E
  std::optional<std::size_t> max_data;  ///< value of 9F65
};
/// Errors: `malformed`, naming the tag.
[[nodiscard]] Result<SelectAnswer> parse_select_answer(ByteView object);

/// "SCP03 i=70" and the like, one line for each thing said.
[[nodiscard]] std::vector<std::string> explain(const RecognitionData& data);

}  // namespace assay::globalplatform
