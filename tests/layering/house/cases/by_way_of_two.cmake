# SPDX-License-Identifier: Apache-2.0
# The same over two rooms.
assay_room(corridor LAYER 2 MAY base crypto)
assay_room(stairs LAYER 3 MAY base crypto corridor)
assay_room(attic LAYER 4 MAY base corridor stairs)
room(corridor DEPENDS base crypto)
room(stairs DEPENDS base corridor)
room(attic DEPENDS base stairs)
