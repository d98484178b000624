// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/county/opportunity_parts.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {

/// Private to county/: which candidates touch, and along which edges. How outlines meet does not depend on scores, so
/// each part of an opportunity map finds it out for its candidates (map_contacts), and the merge dissolves them into
/// the map without looking for it again.
///
///     save_contacts(account, map_contacts(candidates, executor));                          // in a part
///     map_areas(candidates, scores, executor, contacts_of_parts(items, taken));            // in the merge
void save_contacts(PartAccount& account, const std::vector<FeatureContact>& contacts);

/// Contacts that the parts have noted, to be read when they are needed; none if a part has not noted any. `items` and
/// `taken` must outlive the result.
KnownContacts contacts_of_parts(const PartItems& items, const TakenCandidates& taken);

}  // namespace spatial
