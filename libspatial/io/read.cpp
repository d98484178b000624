// SPDX-License-Identifier: MIT
#include "libspatial/io/read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gdal_look_bridge.hpp"
#include "libspatial/io/gpkg_check.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/io/gpkg_view_bridge.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/memory_rows.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/io/sql_text.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

std::string both(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : fmt::format("({}\n) AND {}", a, b);
}

/// The rectangles to ask the file for; what it gives is looked at again if it need not be exact.
std::vector<Box> boxes_in_layer(const ReadOptions& options, const CrsPlan& plan) {
  if (!options.bbox) return plan.pipeline.empty() ? options.window : std::vector<Box>();
  if (plan.pipeline.empty()) return {*options.bbox};
  const std::optional<Box> before = Transformer(plan.pipeline).box_before(*options.bbox);
  return before ? std::vector<Box>{*before} : std::vector<Box>();
}

/// The CRS to take for a layer that states none.
std::string assumed_crs(const ReadOptions& options, const std::optional<gdal::CsvGeometry>& csv) {
  if (!options.assume_crs.empty() || !csv) return options.assume_crs;
  using enum gdal::CsvGeometry::Says;
  if (csv->says() == degrees) return "EPSG:4326";
  return csv->says() == grid || options.csv.project_crs ? options.crs : "";
}

/// A layer that is open for reading, whole or in ranges of its rows.
class OpenLayer {
 public:
  /// `rows` false: its rows are looked at, not read, so that the file's spatial index does not matter.
  /// What is found out about a layer when it is opened, in the order in which each needs the one before.
  OpenLayer(const LayerName& name, Role role, const ReadOptions& options, Wanted wanted, const Executor& executor,
            bool rows = true)
      : name_(name),
        role_(role),
        options_(options),
        wanted_(wanted),
        executor_(executor),
        opened_(gdal::open_source(name, options.allow_network)),
        source_(*opened_),
        layer_(gdal::layer_of(source_, name, gdal::Wish::polygons)) {
    if (options.bbox &&
        (options.bbox->empty() || !std::isfinite(options.bbox->width()) || !std::isfinite(options.bbox->height())))
      throw Error(ErrorKind::usage, "the rectangle to read is empty",
                  "Give it as XMIN YMIN XMAX YMAX, the lower left corner first.");
    if (gdal::places_in_columns(source_)) {
      csv_ = gdal::CsvGeometry::of(source_, layer_, name, options.csv);
      if (!csv_) gdal::refuse_without_places(source_, layer_, name);
    }
    if (OGR_L_GetGeomType(layer_) == wkbNone && !csv_)
      throw Error(ErrorKind::input, fmt::format("{} is a table without geometry", name.text()),
                  "Name a layer with areas, lines or points.");
    if (const std::size_t end = end_of_statement(options.where); end != std::string::npos)
      refuse_filter(fmt::format("it ends at character {}, a semicolon", end + 1));
    plan_ = crs_plan(stated_crs(), assumed_crs(options, csv_), options.crs, name.text());
    fields_ = gdal::row_fields(layer_, name, options);
    extra_ = gdal::declared(layer_, options, fields_);
    geopackage_ = gpkg_view(source_, layer_, fields_, options);
    if (geopackage_ && !options.where.empty()) {
      const FilterFault fault = filter_fault(geopackage_->table, options.where);
      if (!fault.text.empty()) refuse_filter(fault.text);
      gdal_filters_ = fault.needs_gdal;
    }
    boxes_ = boxes_in_layer(options, plan_);
    windowed_ = !boxes_.empty() && !csv_;
    if (source_.memory)
      memory_rows_ = rows_asked(*source_.memory, options, [&](const std::string& why) { refuse_filter(why); });
    if (geopackage_ && rows)
      weigh_index();
    else if (!geopackage_ && windowed_)
      choose_by_boxes(source_.memory || gdal::index_may_be_stale(source_, name));
    if (geopackage_ && !geopackage_->plain) number_by_place();
    if (options.numbers || options.chosen || options.without_geometry) choose_part();
  }

  std::string layer_name() const { return OGR_L_GetName(layer_); }
  RowBlock no_rows() const { return RowBlock(role_, name_.text(), extra_, wanted_); }

  /// What layer_look.hpp says.
  LayerLook look() const {
    LayerLook look;
    look.source = name_.text();
    const std::string stated = stated_crs();
    look.crs_assumed = stated.empty();
    look.crs_by_standard = !stated.empty() && is_geojson() && !states_crs();
    look.crs = stated.empty() ? assumed_crs(options_, csv_) : stated;
    look_at_rows(look);
    OGREnvelope all;
    if (csv_ || OGR_L_GetExtent(layer_, &all, look.all_rows ? FALSE : TRUE) != OGRERR_NONE)
      for (const Box& box : look.boxes) look.extent.add(box);
    else
      look.extent = {all.MinX, all.MinY, all.MaxX, all.MaxY};
    if (is_kml()) look.network_links = kml_network_links(GDALGetDescription(source_.dataset.get()));
    return look;
  }
  const CrsOperation& crs() const { return plan_.operation; }

  std::map<std::string, std::size_t> class_values() const {
    std::map<std::string, std::size_t> values;
    const gdal::ErrorScope errors;
    begin_rows();
    std::size_t rows = 0;
    for (gdal::Feature feature(OGR_L_GetNextFeature(layer_)); feature; feature.reset(OGR_L_GetNextFeature(layer_))) {
      if (fields_.code != gdal::RowFields::absent) ++values[gdal::text_of(feature.get(), fields_.code)];
      if (++rows % 10000 == 0) throw_if_cancelled();
    }
    errors.check(fmt::format("reading {} failed", name_.text()));
    return values;
  }

  /// The rows, or those of a range, in the project's CRS.
  RowBlock rows(const std::optional<FidRange>& range = std::nullopt) const {
    RowBlock all = no_rows();
    read(range, [&](std::vector<RowBlock> blocks, double share) {
      if (!plan_.pipeline.empty()) transform(blocks, plan_, executor_);
      if (options_.bbox)
        parallel_for<NoState>(executor_, blocks.size(), [&](NoState&, std::size_t b) {
          blocks[b] = within(std::move(blocks[b]), {&*options_.bbox, 1});
        });
      else if (chosen_here_)
        parallel_for<NoState>(executor_, blocks.size(), [&](NoState&, std::size_t b) {
          blocks[b] = within(std::move(blocks[b]), boxes_, By::box);
        });
      all.append(std::move(blocks), share,
                 geopackage_ || source_.memory ? static_cast<std::size_t>(file_bytes() / sizeof(Point)) : 0);
    });
    return all;
  }

  /// The same rows in parts of about so many bytes of the file.
  std::vector<std::optional<FidRange>> ranges(double part_bytes) const {
    if (!in_ranges()) return {std::nullopt};
    const double parts = std::ceil(file_bytes() / std::max(part_bytes, 1.0));
    const std::vector<FidRange> found = ranges_wanted(static_cast<std::size_t>(std::clamp(parts, 1.0, most_parts)));
    return {found.begin(), found.end()};
  }

  /// The same for about so many parts; none if the rows cannot be parted by their numbers.
  std::vector<FidRange> ranges_wanted(std::size_t wanted) const {
    if (!in_ranges()) return {};
    if (source_.memory) return ranges_of(*source_.memory, wanted);
    return fid_ranges(geopackage_->table, wanted, OGR_L_GetFeatureCount(layer_, TRUE));
  }

  /// What is said about the layer as a whole, by the counts of all its rows.
  Issues notes(const RowBlock& all) const {
    if (all.layer.features_in_file == 0 && is_kml()) gdal::refuse_network_links(source_);
    Issues issues = notes_on_layer(all, options_.may_lack_areas);
    if (!plan_.pipeline.empty()) report_transformation(issues, all.layer, plan_.operation);
    if (geopackage_ && !is_part()) report_witness(issues);
    const auto report = [&](IssueRule rule, std::string message) {
      issues.push_back({rule, std::string(info(role_).name), name_.text(), {}, std::move(message), std::nullopt});
    };
    for (const auto& [rule, message] : source_.notes) report(rule, message);
    if (const gdal::OwnCells* own = source_.cells_of(layer_)) own->tell(report);
    if (!numbers_repeat_.empty()) report(IssueRule::feature_number_repeated, numbers_repeat_);
    return issues;
  }

 private:
  using Use = std::function<void(std::vector<RowBlock>, double)>;  ///< blocks, and how much of the rows is read then

  bool is_part() const { return options_.numbers || options_.chosen || options_.without_geometry; }

  bool in_ranges() const { return source_.memory || (geopackage_ && geopackage_->plain); }

  void read_memory(const std::optional<FidRange>& range, const Use& use) const {
    MemoryReading reading{*source_.memory, name_,         role_,  fields_.id, fields_.name,
                          fields_.code,    fields_.extra, extra_, wanted_,    options_.without_geometry,
                          memory_rows_};
    if (range) reading.rows = rows_within(*source_.memory, memory_rows_, range->first, range->last);
    const bool all = !reading.rows;
    read_memory_rows(reading, use, executor_);
    if (all) MemorySource::was_read(name_.file);
  }

  void choose_part() {
    if (source_.memory) return;
    if (!geopackage_ || !geopackage_->plain)
      throw Error(ErrorKind::usage, fmt::format("{} cannot be read in ranges of feature numbers", name_.text()),
                  "Copy it into a table of a GeoPackage.");
    GpkgTable& table = geopackage_->table;
    if (options_.numbers)
      table.condition = both(table.condition, fmt::format("{} BETWEEN {} AND {}", sqlite::identifier(table.fid_column),
                                                          options_.numbers->first, options_.numbers->last));
    if (options_.without_geometry) table.geometry_column.clear();
  }

  /// Rows are chosen by the file's spatial index only where that fits them (gpkg_check.hpp).
  void weigh_index() {
    GpkgTable& table = geopackage_->table;
    if (table.geometry_column.empty() || (is_part() && !windowed_)) return;
    const bool here =
        geopackage_->plain || !gdal_filters_;  // rows are read, and their geometries checked, without GDAL
    if (geopackage_->plain && options_.where.empty() && !windowed_) {
      LayerStatement said = statement_of(table);
      index_ = std::move(said.index);
      witness_.stated_extent = said.extent;
      return;
    }
    GpkgTable looked_at = table;
    if (!geopackage_->plain) looked_at.fid_column.clear();
    if (options_.check_integrity) sqlite::Database(table.file, sqlite::Database::Mode::read).quick_check_once();
    witness_ = check_layer_once(looked_at, !here, executor_);
    const bool by_index = windowed_ && geopackage_->plain && witness_.indexed && witness_.index_fault.empty();
    if (by_index) table.numbers = std::make_shared<const std::vector<std::int64_t>>(numbers_meeting(table, boxes_));
    chosen_here_ = windowed_ && !by_index;
  }

  void report_witness(Issues& issues) const {
    LayerWitness found = witness_;
    if (index_) found.index_fault = found_.fault(*index_);
    if (!windowed_ && !found_.extent().empty()) found.extent = found_.extent();
    const auto report = [&](IssueRule rule, const std::string& message) {
      issues.push_back({rule, std::string(info(role_).name), name_.text(), {}, message, std::nullopt});
    };
    if (!found.index_fault.empty())
      report(IssueRule::spatial_index_differs,
             fmt::format("the layer's spatial index does not fit its features ({})", found.index_fault));
    if (const std::string fault = extent_fault(found.stated_extent, found.extent, geopackage_->table.slack);
        !fault.empty())
      report(IssueRule::layer_extent_differs, fault);
  }

  /// Of a file that GDAL reads: it gives what meets the box around all boxes, unless it has to be read as a whole.
  void choose_by_boxes(bool whole) {
    chosen_here_ = whole || boxes_.size() > 1;
    if (whole) return;
    for (const Box& box : boxes_) asked_.add(box);
  }

  double file_bytes() const {
    return source_.memory ? static_cast<double>(source_.memory->bytes())
                          : static_cast<double>(std::filesystem::file_size(geopackage_->table.file));
  }

  static constexpr double most_parts = 4096;

  /// A view has what numbers its author gave it.
  void number_by_place() {
    GpkgTable& table = geopackage_->table;
    table.in_one_range = table.by_place = true;
    if (table.fid_column.empty()) return;
    numbers_repeat_ = repeated_number(table);
    table.by_place = !numbers_repeat_.empty();
  }

  bool is_geojson() const { return source_.driver == "GeoJSON" || source_.driver == "GeoJSONSeq"; }
  bool is_kml() const { return source_.driver == "KML" || source_.driver == "LIBKML"; }
  bool states_crs() const {
    return source_.driver == "GeoJSON" && geojson_states_crs(GDALGetDescription(source_.dataset.get()));
  }

  /// WKT of the CRS that the layer states; "" where assume_crs is to stand in. A GeoJSON file without a member crs is
  /// in degrees by its standard: assume_crs counts for it unless its numbers are degrees of the place where that CRS is
  /// used.
  std::string stated_crs() const {
    if (csv_ && !csv_->crs().empty()) return csv_->crs();
    const std::string wkt = gdal::crs_wkt_of(layer_);
    if (options_.assume_crs.empty() || wkt.empty() || !is_geojson() || states_crs()) return wkt;
    LayerLook look;
    look_at_rows(look);
    return are_degrees_within(look.boxes, options_.assume_crs) ? wkt : "";
  }

  /// GDAL gives the table another name in its own statement: a filter that names it, as SQLite has it, is put in one
  /// of its own.
  std::string filter_for_gdal() const {
    if (!geopackage_ || !geopackage_->plain || gdal_filters_) return options_.where;
    const std::string fid = sqlite::identifier(geopackage_->table.fid_column);
    return fmt::format("{0} IN (SELECT {0} FROM {1} WHERE ({2}\n))", fid, sqlite::identifier(geopackage_->table.table),
                       options_.where);
  }

  /// At the first row that the filter lets through.
  void begin_rows() const {
    const gdal::ErrorScope errors;
    if (!options_.where.empty() && OGR_L_SetAttributeFilter(layer_, filter_for_gdal().c_str()) != OGRERR_NONE)
      refuse_filter(errors.text());
    OGR_L_ResetReading(layer_);
  }

  void look_at_rows(LayerLook& look) const {
    constexpr std::size_t most_rows = 10000;
    const gdal::ErrorScope errors;
    begin_rows();
    bool more = true;
    while (more && look.boxes.size() < most_boxes && (look.boxes.empty() || look.rows < most_rows)) {
      const gdal::Feature feature(OGR_L_GetNextFeature(layer_));
      more = feature != nullptr;
      if (!more) continue;
      ++look.rows;
      if (const std::optional<Box> box = gdal::box_of_row(feature.get(), csv_ ? &*csv_ : nullptr))
        look.boxes.push_back(*box);
      if (look.rows % most_rows == 0) throw_if_cancelled();
    }
    look.all_rows = !more;
    look.usable = look.boxes.size();
    OGR_L_SetAttributeFilter(layer_, nullptr);
    OGR_L_ResetReading(layer_);
    errors.check(fmt::format("reading {} failed", name_.text()));
  }

  [[noreturn]] void refuse_filter(const std::string& why) const {
    gdal::refuse_filter(layer_, options_.where, name_, why);
  }

  void read(const std::optional<FidRange>& range, const Use& use) const {
    if (source_.memory) return read_memory(range, use);
    if (!geopackage_) {
      gdal::not_needed_again(source_);
      return use(gdal::read_rows(gdal_reading(options_)), 1);
    }
    GpkgTable table = geopackage_->table;
    if (range && table.numbers) table.numbers = numbers_in(*table.numbers, *range);
    if (range)
      table.condition = both(table.condition, fmt::format("{} BETWEEN {} AND {}", sqlite::identifier(table.fid_column),
                                                          range->first, range->last));
    if (options_.chosen) table.numbers = among(table.numbers, options_.chosen);
    if (!gdal_filters_) {
      if (!options_.where.empty()) table.condition = both(table.condition, "(" + options_.where + "\n)");
      return read_gpkg_rows(table, role_, name_.text(), extra_, wanted_, options_.check_integrity,
                            index_ ? &*index_ : nullptr, found_, use, executor_);
    }
    if (options_.check_integrity) sqlite::Database(table.file, sqlite::Database::Mode::read).quick_check_once();
    ReadOptions reading = options_;
    reading.where = both(options_.where, table.condition);
    if (!geopackage_->plain) return use(gdal::read_rows(gdal_reading(reading)), 1);
    // GDAL has functions that SQLite lacks: it chooses the rows, and they are read as all are.
    std::vector<std::int64_t> chosen = gdal::numbers_of_rows(gdal_reading(reading));
    table.condition.clear();
    table.numbers = among(table.numbers, std::make_shared<const std::vector<std::int64_t>>(std::move(chosen)));
    read_gpkg_rows(table, role_, name_.text(), extra_, wanted_, false, nullptr, found_, use, executor_);
  }

  using Numbers = std::shared_ptr<const std::vector<std::int64_t>>;
  static Numbers numbers_in(const std::vector<std::int64_t>& numbers, FidRange range) {
    return std::make_shared<const std::vector<std::int64_t>>(
        std::lower_bound(numbers.begin(), numbers.end(), range.first),
        std::upper_bound(numbers.begin(), numbers.end(), range.last));
  }
  /// Those in both lists; no list has all numbers.
  static Numbers among(const Numbers& a, const Numbers& b) {
    if (!a || !b) return a ? a : b;
    std::vector<std::int64_t> both;
    std::set_intersection(a->begin(), a->end(), b->begin(), b->end(), std::back_inserter(both));
    return std::make_shared<const std::vector<std::int64_t>>(std::move(both));
  }

  gdal::RowReading gdal_reading(const ReadOptions& options) const {
    gdal::RowReading reading{layer_,
                             name_,
                             role_,
                             options,
                             fields_,
                             extra_,
                             wanted_,
                             csv_ ? &*csv_ : nullptr,
                             source_.cells_of(layer_),
                             std::nullopt,
                             gdal::has_unique_numbers(source_.driver)};
    if (!asked_.empty()) reading.window = asked_;
    return reading;
  }

  const LayerName& name_;
  Role role_;
  const ReadOptions& options_;
  Wanted wanted_;
  const Executor& executor_;
  gdal::OpenedSource opened_;
  const gdal::Source& source_;
  OGRLayerH layer_;
  std::optional<gdal::CsvGeometry> csv_;
  CrsPlan plan_;
  gdal::RowFields fields_;
  std::vector<LayerField> extra_;  ///< options.extra_fields as the file declares them
  std::optional<GpkgView> geopackage_;
  std::optional<RowPlaces> memory_rows_;  ///< of a layer in memory, those asked for; nullopt: all
  bool gdal_filters_ = false;             ///< the filter has functions that only GDAL knows
  std::string
      numbers_repeat_;  ///< why rows of a view are numbered by place; empty if they are not, or have no other numbers
  std::vector<Box> boxes_;
  Box asked_;                          ///< what GDAL is asked for; empty: everything
  bool windowed_ = false;              ///< only what meets a box is asked for
  bool chosen_here_ = false;           ///< the file gives more rows, and they are chosen by their boxes here
  std::optional<SpatialIndex> index_;  ///< to compare rows with as they are read
  LayerWitness witness_;               ///< what was found before
  mutable IndexComparison found_;      ///< what is found while reading; one thread
};

RawFeatures features_of(RowBlock block) {
  return {std::move(block.layer), std::move(block.lines), std::move(block.points)};
}

FeaturesResult read_any(const LayerName& name, Role role, const ReadOptions& options, Wanted wanted,
                        const Executor& executor) {
  const gdal::ErrorScope errors;
  const OpenLayer open(name, role, options, wanted, executor);
  RowBlock all = open.rows();
  const Issues notes = open.notes(all);
  FeaturesResult result{features_of(std::move(all)), open.crs(), open.layer_name()};
  Issues& issues = result.features.layer.issues;
  issues.insert(issues.end(), notes.begin(), notes.end());
  errors.check(fmt::format("reading {} failed", name.text()));
  return result;
}

void read_in_parts(const LayerName& name, Role role, const ReadOptions& options, Wanted wanted, double part_bytes,
                   const std::function<void(RawFeatures)>& use, const Executor& executor) {
  const gdal::ErrorScope errors;
  const OpenLayer open(name, role, options, wanted, executor);
  RowBlock all = open.no_rows();
  for (const std::optional<FidRange>& range : open.ranges(part_bytes)) {
    RowBlock part = open.rows(range);
    errors.check(fmt::format("reading {} failed", name.text()));
    all.count(part);
    use(features_of(std::move(part)));
  }
  Issues notes = open.notes(all);
  all.layer.features_in_file = all.layer.dropped = 0;  // each part has said its own
  all.layer.issues = std::move(notes);
  use(features_of(std::move(all)));
}

}  // namespace

LayerLook look_at_layer(const LayerName& name, Role role, const ReadOptions& options) {
  const gdal::ErrorScope errors;
  return OpenLayer(name, role, options, Wanted::any, {}, false).look();
}

std::map<std::string, std::size_t> values_of_class(const LayerName& name, Role role, const ReadOptions& options) {
  const gdal::ErrorScope errors;
  return OpenLayer(name, role, options, Wanted::any, {}, false).class_values();
}

std::vector<NumberRange> number_ranges(const LayerName& name, const ReadOptions& options, std::size_t wanted) {
  const gdal::ErrorScope errors;
  const Executor alone{.threads = 1, .backend = Backend::serial};
  std::vector<NumberRange> ranges;
  for (const FidRange& range : OpenLayer(name, Role::habitat, options, Wanted::any, alone).ranges_wanted(wanted))
    ranges.push_back({range.first, range.last});
  return ranges;
}

ReadResult read_layer(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor) {
  FeaturesResult result = read_any(name, role, options, Wanted::polygons, executor);
  return {std::move(result.features.layer), std::move(result.crs), std::move(result.layer_name)};
}

FeaturesResult read_features(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor) {
  return read_any(name, role, options, Wanted::any, executor);
}

void read_layer_in_parts(const LayerName& name, Role role, const ReadOptions& options, double part_bytes,
                         const std::function<void(RawLayer)>& use, const Executor& executor) {
  read_in_parts(
      name, role, options, Wanted::polygons, part_bytes, [&](RawFeatures part) { use(std::move(part.layer)); },
      executor);
}

void read_features_in_parts(const LayerName& name, Role role, const ReadOptions& options, double part_bytes,
                            const std::function<void(RawFeatures)>& use, const Executor& executor) {
  read_in_parts(name, role, options, Wanted::any, part_bytes, use, executor);
}

}  // namespace spatial
