// SPDX-License-Identifier: Apache-2.0
// Application types, options and the buffer table.
#include "calypso/product.hpp"

#include "base/cursor.hpp"

namespace assay::calypso {
namespace {

constexpr std::uint8_t first_modifications = 0x06;
constexpr std::uint8_t first_basic_modifications = 0x04;
constexpr std::uint8_t last_modifications = 0x37;

// Four steps double the size: 2^((b+25)/4), rounded down.
constexpr std::array<std::uint32_t, 50> buffer_table{
    215,    256,    304,    362,    430,    512,    608,    724,    861,    1024,
    1217,   1448,   1722,   2048,   2435,   2896,   3444,   4096,   4870,   5792,
    6888,   8192,   9741,   11585,  13777,  16384,  19483,  23170,  27554,  32768,
    38967,  46340,  55108,  65536,  77935,  92681,  110217, 131072, 155871, 185363,
    220435, 262144, 311743, 370727, 440871, 524288, 623487, 741455, 881743, 1048576};

constexpr std::uint8_t pin_bit = 0x01;
constexpr std::uint8_t stored_value_bit = 0x02;
constexpr std::uint8_t ratification_command_bit = 0x04;
constexpr std::uint8_t extended_bit = 0x08;
constexpr std::uint8_t pki_bit = 0x10;

Product product_of(std::uint8_t type) noexcept {
  if (type == 0xFF) return Product::unknown;
  if (type <= 0x1F) return Product::prime_2;
  if (type >= 0x90 && type <= 0x97) return Product::light;
  if (type >= 0x98 && type <= 0x9F) return Product::basic;
  return Product::prime_3;
}

Result<void> check_modifications(std::uint8_t value, Product product) {
  if (product == Product::prime_1 || product == Product::prime_2 || product == Product::unknown)
    return {};
  const std::uint8_t first =
      product == Product::basic ? first_basic_modifications : first_modifications;
  if (value >= first && value <= last_modifications) return {};
  return fail(ErrorCode::malformed,
              "session modifications are {:02X}; {:02X} to {:02X} are wanted of a product {}",
              value, first, last_modifications, name(product));
}

}  // namespace

std::string_view name(Product product) noexcept {
  switch (product) {
    case Product::prime_1: return "Prime revision 1";
    case Product::prime_2: return "Prime revision 2";
    case Product::prime_3: return "Prime revision 3";
    case Product::light: return "Light";
    case Product::basic: return "Basic";
    case Product::unknown: break;
  }
  return "unknown";
}

ProductFeatures features_of(std::uint8_t type) noexcept {
  ProductFeatures out;
  out.product = product_of(type);
  const bool is_prime = out.product == Product::prime_2 || out.product == Product::prime_3;
  out.pin = is_prime && (type & pin_bit) != 0;
  out.stored_value = is_prime && (type & stored_value_bit) != 0;
  if (out.product != Product::prime_3) return out;
  out.ratifies_on_deselect = (type & ratification_command_bit) == 0;
  out.extended = (type & extended_bit) != 0;
  out.pki = (type & pki_bit) != 0;
  return out;
}

Result<StartupInformation> parse_startup_information(ByteView bytes) {
  if (bytes.size() < 7)
    return fail(ErrorCode::malformed, "startup information has {} bytes, 7 and more are wanted",
                bytes.size());
  StartupInformation out;
  out.session_modifications = bytes[0];
  out.platform = bytes[1];
  out.application_type = bytes[2];
  out.application_subtype = bytes[3];
  out.software_issuer = bytes[4];
  out.software_version = bytes[5];
  out.software_revision = bytes[6];
  out.further = to_bytes(bytes.subspan(7));
  if (out.application_type == 0x00)
    return fail(ErrorCode::malformed, "application type 00 is none");
  if (out.application_subtype == 0x00 || out.application_subtype == 0xFF)
    return fail(ErrorCode::malformed, "application subtype {:02X} is none",
                out.application_subtype);
  TRY_VOID(check_modifications(out.session_modifications, product_of(out.application_type)));
  return out;
}

std::optional<std::uint32_t> buffer_bytes(std::uint8_t modifications) noexcept {
  if (modifications < first_modifications || modifications > last_modifications)
    return std::nullopt;
  return buffer_table[modifications - first_modifications];
}

std::optional<BufferSize> buffer_of(Product product, std::uint8_t modifications) noexcept {
  switch (product) {
    case Product::prime_1: return BufferSize{BufferSize::Unit::commands, 3};
    case Product::prime_2: return BufferSize{BufferSize::Unit::commands, 6};
    case Product::basic: return BufferSize{BufferSize::Unit::commands, 4};
    case Product::prime_3:
    case Product::light: break;
    case Product::unknown: return std::nullopt;
  }
  const auto bytes = buffer_bytes(modifications);
  if (!bytes) return std::nullopt;
  return BufferSize{BufferSize::Unit::bytes, *bytes};
}

std::size_t max_data_of(Product product, const StartupInformation& startup) noexcept {
  if (product == Product::prime_1 || product == Product::prime_2) return 128;
  const bool is_small =
      product == Product::prime_3 && startup.platform == 0x3C && startup.software_version == 0x10;
  return is_small ? 235 : 250;
}

bool is_hce(const SerialNumber& serial) noexcept {
  return (serial[3] & 0x80) != 0;
}

SerialNumber shown_serial(const SerialNumber& serial) noexcept {
  SerialNumber out = serial;
  out[0] = out[1] = 0;
  return out;
}

}  // namespace assay::calypso
