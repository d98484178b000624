// SPDX-License-Identifier: MIT
#pragma once

#include <iterator>
#include <vector>

namespace spatial {

/// Moves the elements of `from` to the end of `to`; `from` is empty afterwards.
///
///     move_append(all.issues, part.issues);   // part.issues is empty now
template <class T>
void move_append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from = {};
}

}  // namespace spatial
