# SPDX-License-Identifier: Apache-2.0
# Allowed: every room within its row.
room(globalplatform DEPENDS base iso7816 crypto)
room(model DEPENDS base iso7816 crypto)
