# SPDX-License-Identifier: Apache-2.0
# A room links an outside library that is not in its row.
room(journal DEPENDS base iso7816 OUTSIDE yaml-cpp)
