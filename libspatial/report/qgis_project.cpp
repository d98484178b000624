// SPDX-License-Identifier: MIT
#include "libspatial/report/qgis_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {
namespace {

/// A layer of the project, in order from the top. One row per layer that any command writes.
struct ProjectLayerRow {
  std::string_view group, table, title;
  bool shown;
  bool framed = false;  ///< true: the printed map covers its whole extent
};
constexpr std::array rows{
    ProjectLayerRow{"Checks", "issues", "Issues found in the data", false},
    ProjectLayerRow{"Single areas and links", "links", "Links between patches", false},
    ProjectLayerRow{"Single areas and links", "opportunity_areas", "Opportunity areas, one by one", false},
    ProjectLayerRow{"Map", "boa_summary", "Biodiversity Opportunity Areas", true},
    ProjectLayerRow{"Map", "opportunity_map", "Opportunity map", true, true},
    ProjectLayerRow{"Map", "core_patches", "Core habitat today", true, true},
    // lnrs targets
    ProjectLayerRow{"Map", "target_land", "Land of projects", true},
    ProjectLayerRow{"Map", "target_progress", "Targets by rating", true, true},
    // lnrs register
    ProjectLayerRow{"Map", "register_pieces", "Land gained and lost", true},
    ProjectLayerRow{"Map", "register_review", "Sites by change", true, true},
    // lnrs strategy
    ProjectLayerRow{"Single sites and measures", "apib", "Areas of particular importance, one by one", false},
    ProjectLayerRow{"Single sites and measures", "measures", "Measures, one by one", false},
    ProjectLayerRow{"Map", "apib_flat", "Areas of particular importance", true, true},
    ProjectLayerRow{"Map", "acib", "Areas that could become important", true, true},
    ProjectLayerRow{"Map", "measures_flat", "Measures", false},
    // lnrs change
    ProjectLayerRow{"Map", "changed_areas", "Land that changed", true, true},
    // lnrs protected
    ProjectLayerRow{"Map", "thirty_map", "Protected land", true, true},
    // lnrs greenspace
    ProjectLayerRow{"Map", "ags_zone", "Land within reach, by standard", true},
    ProjectLayerRow{"Map", "ags_gaps", "People without greenspace near by", true, true},
    ProjectLayerRow{"Single units", "ags_units", "Population units", false},
    // lnrs planting
    ProjectLayerRow{"Map", "tree_parcels", "Parcels", true},
    ProjectLayerRow{"Map", "tree_sensitivity", "Sensitivity to new woodland", true, true},
    // lnrs pollinators
    ProjectLayerRow{"Map", "bline_progress", "B-Lines", true, true},
    ProjectLayerRow{"Map", "stepping_stones", "Gaps between patches", true},
    ProjectLayerRow{"Map", "flower_patches", "Flower-rich patches", true},
    ProjectLayerRow{"Map", "pollinator_gaps", "Out of reach of flowers", true},
    // lnrs baseline
    ProjectLayerRow{"Map", "unmapped", "Land that no source maps", true},
    ProjectLayerRow{"Map", "baseline", "Habitats by source", true, true},
    ProjectLayerRow{"Tables", "target_project", "Projects by target", false},
    ProjectLayerRow{"Tables", "untargeted", "Land that no target counts", false},
    ProjectLayerRow{"Tables", "register_totals", "Totals of the review", false},
    ProjectLayerRow{"Tables", "strategy_totals", "Totals of the strategy", false},
    ProjectLayerRow{"Tables", "change_matrix", "Matrix of change", false},
    ProjectLayerRow{"Tables", "extent_account", "Extent account", false},
    ProjectLayerRow{"Tables", "thirty_by_thirty", "Protected land by authority", false},
    ProjectLayerRow{"Tables", "ags_authority", "People served by authority", false},
    ProjectLayerRow{"Tables", "capacity", "Greenspace for people by authority", false},
    ProjectLayerRow{"Tables", "tree_summary", "Sensitivity by authority", false},
    ProjectLayerRow{"Tables", "bline_within", "Reach by foraging distance", false},
    ProjectLayerRow{"Tables", "demand_served", "Crops within reach", false},
    ProjectLayerRow{"Tables", "baseline_sources", "Land of each source, by the source that was used", false},
    ProjectLayerRow{"Tables", "baseline_codes", "Land by code and source", false},
    ProjectLayerRow{"Tables", "indicators", "Indicators", false},
    ProjectLayerRow{"Tables", "networks", "Networks", false},
    ProjectLayerRow{"Tables", "evidence", "Evidence", false},
    ProjectLayerRow{"Tables", "run", "How the map was made", false},
};
/// Layer ids begin with "map_layer_", because QGIS replaces ids of ten characters or less when reading them. Labels of
/// the best areas are a second view of opportunity_areas that draws nothing else.
constexpr ProjectLayerRow best{"Map", "opportunity_areas", "Best 20 to create (rank)", true};
constexpr std::string_view best_filter = R"("action" = 'create' AND "rank" &lt;= 20)";

std::string xml(std::string_view text) { return escaped_html(text); }

std::string reference_system(const std::string& crs) {
  // QGIS only reads the authority's code if there is an srsid too; the code then decides.
  return fmt::format("<spatialrefsys><srsid>1</srsid><authid>{}</authid></spatialrefsys>", xml(crs));
}

const FeatureTable* table_of(const Dataset& dataset, std::string_view name) {
  const auto found = std::find_if(dataset.layers.begin(), dataset.layers.end(),
                                  [&](const FeatureTable& layer) { return layer.table.name == name; });
  return found == dataset.layers.end() ? nullptr : &*found;
}

std::string_view geometry_word(const GeometryColumn& geometry) {
  constexpr std::array<std::string_view, 4> words{"No geometry", "Point", "Line", "Polygon"};
  return words[geometry.index()];
}

constexpr std::string_view labels =
    R"(<labeling type="simple"><settings calloutType="simple"><text-style isExpression="0" fieldName="rank" )"
    R"(fontFamily="Open Sans" fontSize="9" fontSizeUnit="Point" fontWeight="75" textColor="20,20,20,255" )"
    R"(textOpacity="1" multilineHeight="1" namedStyle="Bold"><text-buffer bufferDraw="1" bufferSize="1" )"
    R"(bufferSizeUnits="MM" bufferColor="255,255,255,255" bufferOpacity="1"/></text-style><placement placement="1" )"
    R"(dist="0" priority="8"/><rendering displayAll="1" obstacle="0" scaleVisibility="0"/></settings></labeling>)";
constexpr std::string_view outline_only =
    R"(<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0"><symbols><symbol )"
    R"(type="fill" name="0" alpha="1"><layer class="SimpleFill" enabled="1"><prop k="style" v="no"/><prop )"
    R"(k="outline_color" v="20,20,20,255"/><prop k="outline_width" v="0.4"/></layer></symbol></symbols></renderer-v2>)";
/// A column's value in a map tip, which QGIS shows as HTML. Escapes "<", so that no text in the data becomes a tag.
std::string in_tip(std::string_view column) { return fmt::format("[% replace(\"{}\", '&lt;', '&amp;lt;') %]", column); }

std::string tip() {
  return fmt::format(
      "<mapTip>&lt;b&gt;Rank [% \"rank\" %] to [% \"action\" %] {}&lt;/b&gt;&lt;br&gt;{}&lt;br&gt;"
      "Score [% round(\"score\", 1) %], [% round(\"area_ha\", 2) %] ha, today {}&lt;br&gt;{}</mapTip>",
      in_tip("best_network"), in_tip("place"), in_tip("habitat"), in_tip("candidate_id"));
}

std::string map_layer(const Dataset& dataset, const FeatureTable& layer, const ProjectLayerRow& row,
                      const std::string& id, const std::string& file_name, bool labelled) {
  const bool areas = layer.table.name == "opportunity_areas";
  const std::string source = fmt::format("./{}|layername={}{}", xml(file_name), xml(layer.table.name),
                                         labelled ? fmt::format("|subset={}", best_filter) : "");
  return fmt::format(
      R"(<maplayer type="vector" geometry="{}" labelsEnabled="{}" styleCategories="AllStyleCategories" )"
      R"(hasScaleBasedVisibilityFlag="0"><id>{}</id><datasource>{}</datasource><layername>{}</layername>)"
      R"(<srs>{}</srs><provider encoding="UTF-8">ogr</provider>{}{}{}</maplayer>)",
      geometry_word(layer.geometry), labelled ? 1 : 0, id, source, xml(row.title),
      std::holds_alternative<std::monostate>(layer.geometry) ? "" : reference_system(dataset.crs),
      labelled ? std::string(outline_only) : layer_definition(layer, dataset.domains), labelled ? labels : "",
      areas ? tip() : "");
}

std::string layout_item(int type, int number, double x, double y, double width, double height,
                        const std::string& attributes, const std::string& inside) {
  const std::string uuid = fmt::format("{{00000000-0000-4000-8000-{:012}}}", number);
  return fmt::format(
      R"(<LayoutItem type="{0}" uuid="{1}" templateUuid="{1}" id="" position="{2},{3},mm" positionOnPage="{2},{3},mm" )"
      R"(size="{4},{5},mm" visibility="1" zValue="{6}" referencePoint="0" opacity="1" blendMode="0" )"
      R"(excludeFromExports="0" frame="false" background="false" {7}>{8}</LayoutItem>)",
      type, uuid, x, y, width, height, number, attributes, inside);
}

std::string label_item(int number, double y, double height, std::string_view text, int points) {
  return layout_item(
      65641, number, 205, y, 86, height,
      fmt::format(R"(labelText="{}" htmlState="0" halign="1" valign="32" marginX="0" marginY="0")", xml(text)),
      fmt::format(R"(<LabelFont description="Open Sans,{},-1,5,{},0,0,0,0,0" style=""/>)", points,
                  points > 10 ? 75 : 50));
}

/// Print layout, A4 landscape: the map on the left, everything else on the right.
std::string layout(const Dataset& dataset, const ProjectWords& words) {
  Box extent;
  for (const ProjectLayerRow& row : rows)
    if (const FeatureTable* layer = row.framed ? table_of(dataset, row.table) : nullptr)
      if (const auto* areas = std::get_if<MultiPolygonColumn>(&layer->geometry)) extent.add(extent_of(*areas));
  if (extent.empty()) extent = Box{0, 0, 1000, 1000};
  // The map item is 192 mm × 198 mm; QGIS extends the map to that shape.
  const double side = 0.52 * std::max({extent.width(), extent.height(), 1.0});
  const Point middle{(extent.min_x + extent.max_x) / 2, (extent.min_y + extent.max_y) / 2};
  constexpr std::string_view map_uuid = "{00000000-0000-4000-8000-000000000001}";
  std::string items =
      layout_item(65639, 1, 6, 6, 192, 198,
                  R"(mapRotation="0" followPreset="false" keepLayerSet="false" drawCanvasItems="false" mapFlags="0")",
                  fmt::format(R"(<Extent xmin="{}" ymin="{}" xmax="{}" ymax="{}"/><LayerSet/>)",
                              shortest(middle.x - side), shortest(middle.y - side * 198 / 192),
                              shortest(middle.x + side), shortest(middle.y + side * 198 / 192)));
  items += label_item(2, 8, 14, words.title, 14);
  items += layout_item(
      65642, 3, 203, 24, 88, 100,
      fmt::format(R"(map_uuid="{}" legendFilterByMap="1" resizeToContents="1" title="" columnCount="1" splitLayer="0" )"
                  R"(symbolWidth="6" symbolHeight="3.5" boxSpace="2" wrapChar="" fontColor="#000000")",
                  map_uuid),
      R"(<styles><style name="group" alignment="1"><styleFont description="Open Sans,9,-1,5,75,0,0,0,0,0" style=""/>)"
      R"(</style><style name="subgroup" marginTop="2" alignment="1"><styleFont description="Open )"
      R"(Sans,8,-1,5,75,0,0,0,0,0" style=""/></style><style name="symbol" marginTop="1" alignment="1"/><style )"
      R"(name="symbolLabel" marginTop="1" marginLeft="2" alignment="1"><styleFont description="Open )"
      R"(Sans,7,-1,5,50,0,0,0,0,0" style=""/></style></styles>)");
  const double unit = side > 20000 ? 5000 : side > 4000 ? 1000 : 100;
  items +=
      layout_item(65646, 4, 205, 150, 70, 12,
                  fmt::format(R"(mapUuid="{}" style="Single Box" numSegments="2" numSegmentsLeft="0" unitType="{}" )"
                              R"(unitLabel="{}" numUnitsPerSegment="{}" numMapUnitsPerScaleBarUnit="1" height="2.5" )"
                              R"(boxContentSpace="1" labelBarSpace="2" segmentSizeMode="0" alignment="0")",
                              map_uuid, unit >= 1000 ? "km" : "meters", unit >= 1000 ? "km" : "m",
                              unit >= 1000 ? unit / 1000 : unit),
                  "");
  items += layout_item(65640, 5, 278, 146, 12, 16,
                       fmt::format(R"(file=":/images/north_arrows/layout_default_north_arrow.svg" mode="2" )"
                                   R"(mapUuid="{}" northMode="0" northOffset="0" resizeMode="0" anchorPoint="0" )"
                                   R"(pictureRotation="0" svgFillColor="0,0,0,255" svgBorderColor="0,0,0,255" )"
                                   R"(svgBorderWidth="0.2")",
                                   map_uuid),
                       "");
  items += label_item(6, 164, 12,
                      fmt::format("{}{}", words.date.empty() ? "" : "Date: " + words.date + ". ", words.caveat), 7);
  items += label_item(7, 177, 27, "Sources: " + joined(words.sources, "; "), 6);
  return fmt::format(
      R"(<Layouts><Layout name="Map" units="mm" printResolution="300"><Snapper/><Grid/><PageCollection><LayoutItem )"
      R"(type="65638" uuid="{{00000000-0000-4000-8000-000000000099}}" position="0,0,mm" positionOnPage="0,0,mm" )"
      R"(size="297,210,mm" visibility="1" zValue="0" referencePoint="0" opacity="1" blendMode="0" frame="false" )"
      R"(background="true"/><GuideCollection visible="1"/></PageCollection>{}</Layout></Layouts>)",
      items);
}

struct Placed {
  const ProjectLayerRow* row;
  const FeatureTable* table;
  std::string id;
  bool labelled;
};

std::string tree(const std::vector<Placed>& placed, const std::string& file_name) {
  std::string text = "<layer-tree-group>", group;
  for (const Placed& one : placed) {
    if (one.row->group != group) {
      if (!group.empty()) text += "</layer-tree-group>";
      group = std::string(one.row->group);
      text += fmt::format(R"(<layer-tree-group name="{}" checked="Qt::Checked" expanded="{}">)", xml(group),
                          group == "Map" ? 1 : 0);
    }
    text +=
        fmt::format(R"(<layer-tree-layer id="{}" name="{}" source="./{}|layername={}" providerKey="ogr" checked="{}" )"
                    R"(expanded="1"/>)",
                    one.id, xml(one.row->title), xml(file_name), xml(one.table->table.name),
                    one.row->shown ? "Qt::Checked" : "Qt::Unchecked");
  }
  return text + (group.empty() ? "" : "</layer-tree-group>") + "</layer-tree-group>";
}

}  // namespace

StoredProject map_project(const Dataset& dataset, const std::string& file_name, const ProjectWords& words) {
  std::vector<Placed> placed;
  for (const ProjectLayerRow& row : rows) {
    if (row.table == "boa_summary")
      if (const FeatureTable* areas = table_of(dataset, best.table))
        placed.push_back({&best, areas, "map_layer_best_areas", true});
    if (const FeatureTable* table = table_of(dataset, row.table))
      placed.push_back({&row, table, "map_layer_" + std::string(row.table), false});
  }
  std::string layers;
  for (const Placed& one : placed) layers += map_layer(dataset, *one.table, *one.row, one.id, file_name, one.labelled);
  return {"map",
          fmt::format(R"(<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>)"
                      R"(<qgis projectname="{0}" version="3.22.16"><title>{0}</title><projectCrs>{1}</projectCrs>{2})"
                      R"(<projectlayers>{3}</projectlayers><properties><SpatialRefSys><ProjectionsEnabled type="int">1)"
                      R"(</ProjectionsEnabled></SpatialRefSys><Paths><Absolute type="bool">false)"
                      R"(</Absolute></Paths></properties>{4}</qgis>)",
                      xml(words.title), reference_system(dataset.crs), tree(placed, file_name), layers,
                      layout(dataset, words))};
}

}  // namespace spatial
