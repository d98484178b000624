// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/monitoring/register_review.hpp"

namespace spatial {

/// Reads one edition of a register of sites for `lnrs register`. Rows that share an id are one site. Pure; the result
/// does not depend on the number of threads. Complexity: that of the unions of rows.
///
///     const RegisterEdition now = edition_of(layer, {.id = "site_ref", .name = "name", .kind = ""}, issues, executor);

/// Names of the register's fields; empty: the register has no such field.
struct RegisterFields {
  std::string id, name, kind;
};

/// The sites in natural order of ids; sites without an id, or with a word such as "N/A" in its place, come last, in
/// file order. Name and kind are those of the largest part of the site. Without an id field each row is a site without
/// an id. Issues: register_rows_joined, missing_id.
RegisterEdition edition_of(const AttributedLayer& layer, const RegisterFields& fields, Issues& issues,
                           const Executor& executor);

/// The fields that must be read: those of id, name and kind that are not empty, in this order.
std::vector<std::string> wanted_fields(const RegisterFields& fields);

/// For each site, the authorities that contain more than `contact_m2` of it. The one with the largest area comes first;
/// areas equal to 1e-6 m² are sorted by code.
std::vector<std::vector<std::uint32_t>> authorities_of(const MultiPolygonColumn& sites,
                                                       const MultiPolygonColumn& authorities,
                                                       const std::vector<std::string>& codes, double contact_m2,
                                                       const Executor& executor);

/// Reads the authorities with their codes. Rows that share a code are one authority (issue).
struct Authorities {
  MultiPolygonColumn geometry;
  std::vector<std::string> codes;
};
Authorities authorities_from(const AttributedLayer& layer, const std::string& code_field, Issues& issues,
                             const Executor& executor);

}  // namespace spatial
