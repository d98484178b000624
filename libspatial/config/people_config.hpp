// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/strategy/baseline_options.hpp"
#include "libspatial/strategy/greenspace_options.hpp"
#include "libspatial/strategy/protected_options.hpp"

namespace spatial {

/// Config sections with their own layers: protected land, greenspace, and a habitat map made from several.

/// A layer that only one command reads.
struct SectionLayer {
  std::string layer;  ///< FILE[#LAYER] as written
  std::string id_field, name_field;
  std::string where;
  std::string title;
  std::string assume_crs;
};

struct ProtectedArea : SectionLayer {  ///< [[protected.area]]
  std::string category;
  int rank = 0;  ///< 0: by the order in the config
  ProtectionStatus status = ProtectionStatus::counts;
  std::string condition_field;
  std::vector<std::string> accepted;  ///< values of the condition field
  std::string protection_end_field;
  bool purpose = true;    ///< the land's purpose is conservation
  bool monitored = true;  ///< it is managed and monitored
};

struct ProtectedConfig : ProtectedOptions {  ///< [protected]
  std::string land;                          ///< seaward limit of the authorities' land, e.g. "mean high water"
  std::vector<ProtectedArea> areas;
};

struct GreenspaceSite : SectionLayer {  ///< [[greenspace.site]]
  std::string class_field;
  std::vector<std::string> inaccessible;  ///< classes that are not open to people
  std::string accessible_field;           ///< yes or no for each site
};

struct GreenspacePeople : SectionLayer {  ///< [greenspace.people]
  std::string people_field = "people";    ///< of the layer, or of the table if there is one
  std::string table, table_id_field, table_where;
};

struct GreenspaceConfig : GreenspaceOptions {  ///< [greenspace]
  std::string standards_preset = "ags";
  std::vector<GreenspaceSite> sites;
  GreenspacePeople people;
  SectionLayer access, roads;                 ///< no layer: none
  std::vector<GreenspaceStandard> standards;  ///< of the user; empty: the preset's
};

struct BaselineSource : SectionLayer {  ///< [[baseline.source]]
  std::string class_field, code;
  std::string crosswalk;  ///< CSV file with the columns code and class
  double confidence = 1;
  std::string confidence_field;
  std::string survey, survey_field;
  std::string date_field;
  std::string valid_to;  ///< a date, or a field with one
  std::vector<std::string> only_over, never_over;
  bool base = false;
};

struct BaselineConfig : BaselineOptions {  ///< [baseline]
  std::vector<BaselineSource> sources;
  /// The source whose polygons are the base: the one with base = true, or else the last.
  std::size_t base_source() const noexcept {
    for (std::size_t s = 0; s < sources.size(); ++s)
      if (sources[s].base) return s;
    return sources.empty() ? 0 : sources.size() - 1;
  }
};

}  // namespace spatial
