# SPDX-License-Identifier: Apache-2.0
# An outside library that goes past the helper.
room(journal DEPENDS base iso7816)
target_link_libraries(assay_journal PUBLIC yaml-cpp)
