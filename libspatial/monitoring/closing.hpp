// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/closing.hpp"  // where sums that close live, for all rooms
