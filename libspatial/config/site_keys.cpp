// SPDX-License-Identifier: MIT
#include <array>

#include "libspatial/config/config_keys.hpp"

// Keys of site checks.
namespace spatial {
namespace {

constexpr std::array site{
    ConfigKey<SiteOptions>{"search_m", &SiteOptions::search_m, "Features within this distance of a site are reported."},
    ConfigKey<SiteOptions>{"adjoin_m", &SiteOptions::adjoin_m, "Contact up to this gap is adjoining."},
    ConfigKey<SiteOptions>{"boa_edge_m", &SiteOptions::boa_edge_m,
                           "A site within this distance of a BOA's boundary is reported as near it, because these "
                           "boundaries are generalised."},
    ConfigKey<SiteOptions>{"radius_m", &SiteOptions::radius_m,
                           "Radius around sites given as points or lines; 0 leaves them unchecked."},
    ConfigKey<SiteOptions>{"priority_distinctiveness", &SiteOptions::priority_distinctiveness,
                           "Habitat of at least this distinctiveness counts as priority habitat.", Range{0, 8}},
    ConfigKey<SiteOptions>{"overlap_tolerance_m2", &SiteOptions::overlap_tolerance_m2,
                           "Shared areas up to this (and 0.1 % of the smaller area) are contact, not overlap."},
    ConfigKey<SiteOptions>{
        "lnrs_published", &SiteOptions::lnrs_published,
        "A Local Nature Recovery Strategy is published, so strategic significance is high or low, never medium."},
    ConfigKey<SiteOptions>{"without_lnrs", &SiteOptions::without_lnrs,
                           "Authorities (id or name) for which none is published yet."},
    ConfigKey<SiteOptions>{
        "postcodes", &SiteOptions::postcodes,
        "Table that says where postcodes lie, for lists that state nothing else: the ONS Postcode "
        "Directory, Code-Point Open (a file or its folder), or CSV with Postcode, Easting, Northing."},
    ConfigKey<SiteOptions>{"consultations", &SiteOptions::consultations,
                           "Rules of consultation: a preset (england) or a TOML file like "
                           "data/presets/consultations/england.toml; [[sites.consult]] adds to them."},
    ConfigKey<SiteOptions>{
        "wording", &SiteOptions::wording,
        "TOML file with the wording of the summaries, a copy of data/presets/site_wording.toml with changes."},
};

constexpr std::array site_buffer{
    ConfigKey<SiteBuffers>{"designated", &SiteBuffers::designated,
                           "Designated sites within this distance are within the buffer; 0 means no buffer."},
    ConfigKey<SiteBuffers>{"lws", &SiteBuffers::lws, "The same for Local Wildlife Sites."},
    ConfigKey<SiteBuffers>{
        "irreplaceable", &SiteBuffers::irreplaceable,
        "The same for irreplaceable habitat; 15 m is the least around ancient woodland by government standing advice."},
    ConfigKey<SiteBuffers>{"priority_habitat", &SiteBuffers::priority_habitat, "The same for priority habitat."},
    ConfigKey<SiteBuffers>{"boa", &SiteBuffers::boa, "The same for Biodiversity Opportunity Areas."},
    ConfigKey<SiteBuffers>{"measure", &SiteBuffers::measure, "The same for mapped measures."},
    ConfigKey<SiteBuffers>{"constraint", &SiteBuffers::constraint, "The same for constraints."},
    ConfigKey<SiteBuffers>{"exclusion", &SiteBuffers::exclusion, "The same for exclusions."},
};

constexpr std::array consult{
    ConfigKey<ConsultRule>{"id", &ConsultRule::id,
                           "Of a rule of [sites] consultations: what this rule states stands instead of what that one "
                           "states."},
    ConfigKey<ConsultRule>{"role", &ConsultRule::role,
                           "Role of the features the rule is about: designated, lws, irreplaceable, priority_habitat, "
                           "boa, measure, constraint, exclusion or context."},
    ConfigKey<ConsultRule>{"layer", &ConsultRule::layer,
                           "Only features of the layer with this title or FILE#LAYER; otherwise of all of the role."},
    ConfigKey<ConsultRule>{"relation", &ConsultRule::relation,
                           "The rule applies to a feature with this relation or a closer one: inside, overlaps, "
                           "adjoins, within_buffer or near."},
    ConfigKey<ConsultRule>{"distance_m", &ConsultRule::distance_m,
                           "The rule applies within this distance as well; 0: by the relation alone."},
    ConfigKey<ConsultRule>{"least_on_site_ha", &ConsultRule::least_on_site_ha,
                           "The rule applies only if such features share at least this many hectares with the site."},
    ConfigKey<ConsultRule>{"who", &ConsultRule::who, "Who is to be consulted."},
    ConfigKey<ConsultRule>{"why", &ConsultRule::why, "Why, in one sentence."},
    ConfigKey<ConsultRule>{"source", &ConsultRule::source, "The law or guidance that asks for it."},
};

}  // namespace

std::span<const ConfigKey<SiteOptions>> site_keys() noexcept { return site; }
std::span<const ConfigKey<SiteBuffers>> site_buffer_keys() noexcept { return site_buffer; }
std::span<const ConfigKey<ConsultRule>> consult_keys() noexcept { return consult; }

}  // namespace spatial
