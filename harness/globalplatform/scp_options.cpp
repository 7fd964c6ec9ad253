// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp_options.hpp"

#include <fmt/format.h>

namespace assay::globalplatform {

Result<Scp01Options> Scp01Options::parse(std::uint8_t i) {
  if (i != 0x05 && i != 0x15)
    return fail(ErrorCode::unsupported, "SCP01 has no option i = '{:02X}', only '05' and '15'", i);
  Scp01Options options;
  options.value_ = i;
  return options;
}

Result<Scp02Options> Scp02Options::parse(std::uint8_t i) {
  if ((i & 0x80) != 0)
    return fail(ErrorCode::unsupported, "SCP02 has no option i = '{:02X}': bit b8 is never set", i);
  Scp02Options options;
  options.value_ = i;
  return options;
}

std::string Scp03Options::problem() const {
  if ((value_ & 0x8E) != 0)
    return fmt::format("i = '{:02X}' of SCP03 has a reserved bit set", value_);
  if (r_encryption() && !r_mac())
    return fmt::format("i = '{:02X}' of SCP03 has response encryption without R-MAC", value_);
  return {};
}

}  // namespace assay::globalplatform
