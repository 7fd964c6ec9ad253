# SPDX-License-Identifier: Apache-2.0
# The model card reaches the reference side: the layer allows it, the table does not.
room(globalplatform DEPENDS base iso7816 crypto)
room(model DEPENDS base iso7816 crypto globalplatform)
