// SPDX-License-Identifier: Apache-2.0
// The only file of every room of this house.
