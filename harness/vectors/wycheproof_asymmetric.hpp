// SPDX-License-Identifier: Apache-2.0
// Wycheproof's groups of elliptic curves and RSA. Private to this room.
#pragma once

#include "vectors/wycheproof_group.hpp"

namespace assay::vectors {

[[nodiscard]] Result<WycheproofGroup> open_ecdsa_der(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_ecdsa_raw(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_ecdh_point(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_ecdh_key_info(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_pkcs1_verify(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_pkcs1_sign(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_pss_verify(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_oaep_decrypt(Fields& group);
[[nodiscard]] Result<WycheproofGroup> open_pkcs1_decrypt(Fields& group);

}  // namespace assay::vectors
