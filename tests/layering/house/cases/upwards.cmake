# SPDX-License-Identifier: Apache-2.0
# A lower layer reaches up.
room(globalplatform DEPENDS base iso7816 crypto)
room(journal DEPENDS base iso7816)
assay_room(cellar LAYER 1 MAY base journal)
room(cellar DEPENDS base journal)
