// SPDX-License-Identifier: MIT
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "libspatial/io/crs.hpp"
#include "libspatial/io/memory_dataset_bridge.hpp"
#include "libspatial/io/memory_rows.hpp"

namespace spatial::gdal {
namespace {

std::pair<OGRFieldType, OGRFieldSubType> field_type(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return {OFTInteger64, OFSTNone};
    case ColumnType::boolean:
      return {OFTInteger, OFSTBoolean};
    case ColumnType::real:
      return {OFTReal, OFSTNone};
    case ColumnType::date:
      return {OFTDate, OFSTNone};
    case ColumnType::date_time:
      return {OFTDateTime, OFSTNone};
    case ColumnType::json:
      return {OFTString, OFSTJSON};
    default:
      return {OFTString, OFSTNone};
  }
}

/// The CRS by its EPSG code if it has one, as files of other programs state it; otherwise by its definition.
OGRSpatialReference* reference_of(const std::string& crs) {
  if (crs.empty()) return nullptr;
  const CrsDescription description = describe_crs(crs);
  auto* const reference = new OGRSpatialReference();  // reference-counted by GDAL
  if (description.organization != "EPSG" || reference->importFromEPSG(description.code) != OGRERR_NONE)
    reference->importFromWkt(description.wkt.c_str());
  reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

class MemoryOgrLayer final : public OGRLayer {
 public:
  explicit MemoryOgrLayer(std::shared_ptr<const MemoryLayer> layer)
      : layer_(std::move(layer)),
        fid_(fid_column(*layer_)),
        reference_(reference_of(layer_->crs)),
        definition_(new OGRFeatureDefn(layer_->name.c_str())) {
    definition_->Reference();
    definition_->SetGeomType(wkbUnknown);
    definition_->GetGeomFieldDefn(0)->SetSpatialRef(reference_);
    for (const Column& column : layer_->columns) {
      const auto [type, subtype] = field_type(column.spec.type);
      OGRFieldDefn field(column.spec.name.c_str(), type);
      field.SetSubType(subtype);
      definition_->AddFieldDefn(&field);
    }
    SetDescription(layer_->name.c_str());
  }
  ~MemoryOgrLayer() override {
    definition_->Release();
    if (reference_ != nullptr) reference_->Release();
  }
  MemoryOgrLayer(const MemoryOgrLayer&) = delete;
  MemoryOgrLayer& operator=(const MemoryOgrLayer&) = delete;

  void ResetReading() override { next_ = 0; }
  OGRFeature* GetNextFeature() override {
    for (const std::size_t all = chosen_ ? chosen_->size() : layer_->rows(); next_ < all;) {
      const std::size_t row = chosen_ ? (*chosen_)[next_] : next_;
      ++next_;
      std::unique_ptr<OGRFeature> feature = feature_of(row);
      if (m_poFilterGeom == nullptr || FilterGeometry(feature->GetGeometryRef())) return feature.release();
    }
    return nullptr;
  }
  OGRFeatureDefn* GetLayerDefn() override { return definition_; }
  int TestCapability(const char* what) override {
    return EQUAL(what, OLCStringsAsUTF8) || (EQUAL(what, OLCFastFeatureCount) && m_poFilterGeom == nullptr);
  }
  const char* GetFIDColumn() override { return fid_.c_str(); }
  GIntBig GetFeatureCount(int force) override {
    if (m_poFilterGeom != nullptr) return OGRLayer::GetFeatureCount(force);
    return static_cast<GIntBig>(chosen_ ? chosen_->size() : layer_->rows());
  }
  OGRErr SetAttributeFilter(const char* filter) override {
    next_ = 0;
    chosen_.reset();
    if (filter == nullptr || *filter == '\0') return OGRERR_NONE;
    FilteredRows found = rows_that_meet(*layer_, filter);
    if (!found.fault.empty()) {
      CPLError(CE_Failure, CPLE_AppDefined, "%s", found.fault.c_str());
      return OGRERR_FAILURE;
    }
    chosen_ = std::move(found.rows);
    return OGRERR_NONE;
  }

 private:
  std::unique_ptr<OGRFeature> feature_of(std::size_t row) {
    auto feature = std::make_unique<OGRFeature>(definition_);
    feature->SetFID(static_cast<GIntBig>(row) + 1);
    for (std::size_t c = 0; c < layer_->columns.size(); ++c) set_field(*feature, static_cast<int>(c), row);
    const std::string_view wkb = wkb_of_row(*layer_, row, buffer_);
    if (wkb.empty()) return feature;
    OGRGeometry* geometry = nullptr;
    if (OGRGeometryFactory::createFromWkb(wkb.data(), reference_, &geometry, wkb.size()) == OGRERR_NONE)
      feature->SetGeometryDirectly(geometry);
    else
      CPLError(CE_Failure, CPLE_AppDefined, "the geometry of feature %lld is damaged", static_cast<long long>(row) + 1);
    return feature;
  }

  void set_field(OGRFeature& feature, int field, std::size_t row) const {
    const Cells& cells = layer_->columns[static_cast<std::size_t>(field)].cells;
    if (const auto* texts = std::get_if<TextCells>(&cells)) {
      (*texts)[row] ? feature.SetField(field, (*texts)[row]->c_str()) : feature.SetFieldNull(field);
    } else if (const auto* integers = std::get_if<IntegerCells>(&cells)) {
      (*integers)[row] ? feature.SetField(field, static_cast<GIntBig>(*(*integers)[row])) : feature.SetFieldNull(field);
    } else {
      const double value = std::get<RealCells>(cells)[row];
      std::isnan(value) ? feature.SetFieldNull(field) : feature.SetField(field, value);
    }
  }

  std::shared_ptr<const MemoryLayer> layer_;
  std::string fid_;
  OGRSpatialReference* reference_;
  OGRFeatureDefn* definition_;
  std::optional<RowPlaces> chosen_;
  std::size_t next_ = 0;
  std::string buffer_;
};

class MemoryDataset final : public GDALDataset {
 public:
  explicit MemoryDataset(std::shared_ptr<const MemoryLayer> layer) : layer_(std::move(layer)) {}
  int GetLayerCount() override { return 1; }
  OGRLayer* GetLayer(int number) override { return number == 0 ? &layer_ : nullptr; }

 private:
  MemoryOgrLayer layer_;
};

}  // namespace

Dataset memory_dataset(std::shared_ptr<const MemoryLayer> layer) {
  return Dataset(GDALDataset::ToHandle(new MemoryDataset(std::move(layer))));
}

}  // namespace spatial::gdal
