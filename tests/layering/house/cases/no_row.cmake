# SPDX-License-Identifier: Apache-2.0
# A room that the table does not know.
room(shed DEPENDS base)
