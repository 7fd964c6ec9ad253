# SPDX-License-Identifier: Apache-2.0
# The model card may not read files of specs/.
room(model DEPENDS base iso7816 crypto OUTSIDE yaml-cpp)
