# SPDX-License-Identifier: Apache-2.0
# A room reaches a neighbour on its own layer.
room(journal DEPENDS base iso7816)
assay_room(neighbour LAYER 2 MAY base iso7816 journal)
room(neighbour DEPENDS base journal)
