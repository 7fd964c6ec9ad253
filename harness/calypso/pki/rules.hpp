// SPDX-License-Identifier: Apache-2.0
// Rules of Calypso PKI: every single thing that is verified, under a name that stays.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::calypso::pki {

enum class Rule : std::uint8_t {
  // The key that is trusted.
  root_known,
  root_size,
  // CA certificate: how it is written.
  ca_wrapper,
  ca_length,
  ca_type,
  ca_version,
  ca_rights_form,
  ca_scope_form,
  ca_aid_size,
  ca_aid_padding,
  ca_start_form,
  ca_end_form,
  ca_date_order,
  ca_reserved,
  // CA certificate: whether it holds.
  ca_issuer,
  ca_issuer_rights,
  ca_issuer_aid,
  ca_signature_range,
  ca_trailer,
  ca_marker,
  ca_hash,
  ca_key,
  ca_target,
  ca_start,
  ca_end,
  ca_scope,
  // Card certificate: how it is written.
  card_wrapper,
  card_length,
  card_type,
  card_version,
  card_aid_size,
  card_aid_padding,
  // Card certificate: whether it holds.
  card_issuer,
  card_issuer_rights,
  card_issuer_aid,
  card_signature_range,
  card_trailer,
  card_marker,
  card_hash,
  card_start_form,
  card_end_form,
  card_date_order,
  card_start,
  card_end,
  card_rights,
  card_reserved,
  card_key,
  card_aid,
  card_serial,
  card_startup,
  card_public_key,
  // The public key that the card tells.
  key_wrapper,
  key_length,
  key_point,
  // The session.
  session_opening,
  session_transcript,
  session_aid,
  session_serial,
  session_signature_length,
  session_signature_range,
  session_signature,
};

inline constexpr std::size_t rule_count = static_cast<std::size_t>(Rule::session_signature) + 1;

struct RuleText {
  Rule rule;
  std::string_view id;    ///< as in card-certificate.serial
  std::string_view says;  ///< one sentence that is true when the rule is kept
  bool always;            ///< false: what a tolerant terminal only warns of
};

[[nodiscard]] const RuleText& text_of(Rule rule) noexcept;
[[nodiscard]] std::optional<Rule> rule_named(std::string_view id) noexcept;
[[nodiscard]] std::span<const RuleText> all_rules() noexcept;

}  // namespace assay::calypso::pki
