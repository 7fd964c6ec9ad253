# SPDX-License-Identifier: Apache-2.0
# A room used before it is defined.
room(model DEPENDS base iso7816 crypto vpcd)
