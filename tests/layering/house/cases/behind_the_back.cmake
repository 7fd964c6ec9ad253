# SPDX-License-Identifier: Apache-2.0
# A link that goes past the helper.
room(globalplatform DEPENDS base iso7816 crypto)
room(model DEPENDS base iso7816 crypto)
target_link_libraries(assay_model PRIVATE assay::globalplatform)
