// SPDX-License-Identifier: Apache-2.0
// What the data field of MUTUAL AUTHENTICATE and INTERNAL AUTHENTICATE asks for, and whether a key can do that.
#include "adapters/model/scp11_card.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp11 {
namespace {

using enum GpDeviation;

constexpr std::uint8_t aes_key = 0x88;
constexpr std::size_t max_host_id = 16;

std::uint8_t parameter_of(Scp11Variant variant) {
  switch (variant) {
    case Scp11Variant::a: return 0x01;
    case Scp11Variant::b: return 0x00;
    default: return 0x03;
  }
}

bool put_byte(const iso7816::Tlv& part, std::uint8_t& slot, std::uint32_t& seen,
              std::uint32_t bit) {
  if (part.value.size() != 1 || (seen & bit) != 0) return false;
  seen |= bit;
  slot = part.value[0];
  return true;
}

/// Inside 'A6': '90' protocol and parameters, '95' usage, '80' type, '81' length, '84' host identifier. In any order,
/// each once.
bool read_control(const Exchange& x, AgreementRequest& request, ByteView bytes) {
  constexpr std::uint32_t protocol = 1, usage = 2, type = 4, size = 8;
  std::uint32_t seen = 0;
  iso7816::TlvReader reader(bytes);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part || !*part) return false;
    const ByteView value = (*part)->value;
    bool good = false;
    switch ((*part)->tag) {
      case 0x90:
        good = value.size() == 2 && (seen & protocol) == 0 &&
               (value[0] == protocol_number || x.deviates(scp11_protocol_ignored));
        if (good) request.parameters = value[1];
        seen |= protocol;
        break;
      case 0x95: good = put_byte(**part, request.usage, seen, usage); break;
      case 0x80: good = put_byte(**part, request.key_type, seen, type); break;
      case 0x81: good = put_byte(**part, request.key_size, seen, size); break;
      case 0x84:
        good = !value.empty() && value.size() <= max_host_id && request.host_id.empty();
        request.host_id = value;
        break;
      default: good = x.deviates(scp11_unknown_control_part_tolerated); break;
    }
    if (!good) return false;
  }
  return seen == (protocol | usage | type | size) || x.deviates(scp11_missing_parts_defaulted);
}

/// b1 16 bytes, b2 24, b3 32.
bool agrees_on_size(const Exchange& x, const AgreementKey& key, std::uint8_t size) {
  if (size != 16 && size != 24 && size != 32) return x.deviates(scp11_any_key_size);
  if (x.deviates(scp11_key_size_ignored)) return true;
  return (key.key_sizes >> ((size - 16) / 8) & 1) != 0;
}

/// The variant in the parameters is that of the key, and a host identifier is there exactly when they announce one.
bool parameters_fit(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  constexpr std::uint8_t known = parameter::variant | parameter::identifiers;
  const bool right = (request.parameters & ~known) == 0 &&
                     (request.parameters & parameter::variant) == parameter_of(key.variant);
  if (!right && !x.deviates(scp11_parameters_ignored)) return false;
  const bool announced = (request.parameters & parameter::identifiers) != 0;
  if (announced && request.host_id.empty()) return x.deviates(scp11_host_id_missing);
  if (!announced && !request.host_id.empty()) return x.deviates(scp11_host_id_uninvited);
  return true;
}

}  // namespace

std::optional<std::uint8_t> level_of(const Exchange& x, Scp11Variant variant, std::uint8_t usage) {
  constexpr std::uint8_t full =
      level::c_mac | level::c_decryption | level::r_mac | level::r_encryption;
  switch (usage) {
    case 0x34: return x.deviates(scp11_usage_always_full) ? full : level::c_mac | level::r_mac;
    case 0x3C: return full;
    default: break;
  }
  if (x.deviates(scp11_usage_ignored)) return full;
  if (variant != Scp11Variant::c) return std::nullopt;
  switch (usage) {
    case 0x1C: return level::c_mac | level::c_decryption;
    case 0x74: return level::c_mac | level::c_decryption | level::r_mac;
    default: return std::nullopt;
  }
}

bool request_fits(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  return parameters_fit(x, key, request) && level_of(x, key.variant, request.usage) &&
         (request.key_type == aes_key || x.deviates(scp11_key_type_ignored)) &&
         agrees_on_size(x, key, request.key_size);
}

std::optional<AgreementRequest> read_request(const Exchange& x, ByteView data) {
  AgreementRequest request;
  if (x.deviates(scp11_missing_parts_defaulted))
    request = {parameter_of(Scp11Variant::a), 0x3C, aes_key, 16, {}, {}};
  iso7816::TlvReader reader(data);
  const auto control = reader.next();
  if (!control || !*control || (*control)->tag != 0xA6) return std::nullopt;
  const bool ends_here = reader.at_end() && x.deviates(scp11_point_may_be_missing);
  if (!ends_here) {
    const auto point = reader.next();
    if (!point || !*point || (*point)->tag != 0x5F49) return std::nullopt;
    request.point = (*point)->value;
  }
  if (!reader.at_end() && !x.deviates(scp11_trailing_data_tolerated)) return std::nullopt;
  if (!read_control(x, request, (*control)->value)) return std::nullopt;
  return request;
}

}  // namespace assay::model::scp11
