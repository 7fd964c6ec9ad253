# SPDX-License-Identifier: Apache-2.0
# A room reaches what its row forbids by way of a room that it may use.
assay_room(corridor LAYER 2 MAY base crypto)
assay_room(hall LAYER 3 MAY base corridor)
room(corridor DEPENDS base crypto)
room(hall DEPENDS base corridor)
