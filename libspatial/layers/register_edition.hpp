// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/monitoring/register_review.hpp"

namespace spatial {

/// A register of sites as `lnrs register` needs it: rows that share an id are one site.

/// Its fields; empty: the register has none.
struct RegisterFields {
  std::string id, name, kind;
};

/// The sites in natural order of ids, those without an id last in order of the file; a name or kind is that of the
/// site's first row. Without an id field each row is a site and has no id. Issues: register_rows_joined.
RegisterEdition edition_of(const AttributedLayer& layer, const RegisterFields& fields, Issues& issues,
                           const Executor& executor);

/// The fields to read, in the order id, name, kind, empty ones left out.
std::vector<std::string> wanted_fields(const RegisterFields& fields);

/// For each site the authorities in which it has more than `contact_m2`, that with most land first, equal ones (to 1e-6
/// m²) by code.
std::vector<std::vector<std::uint32_t>> authorities_of(const MultiPolygonColumn& sites,
                                                       const MultiPolygonColumn& authorities,
                                                       const std::vector<std::string>& codes, double contact_m2,
                                                       const Executor& executor);

/// Authorities read with their codes: rows that share a code are one authority (issue).
struct Authorities {
  MultiPolygonColumn geometry;
  std::vector<std::string> codes;
};
Authorities authorities_from(const AttributedLayer& layer, const std::string& code_field, Issues& issues,
                             const Executor& executor);

}  // namespace spatial
