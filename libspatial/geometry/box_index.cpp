// SPDX-License-Identifier: MIT
#include "libspatial/geometry/box_index.hpp"

#include <algorithm>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <iterator>

namespace spatial {
namespace {

namespace bg = boost::geometry;
using BoostPoint = bg::model::d2::point_xy<double>;
using BoostBox = bg::model::box<BoostPoint>;
using Entry = std::pair<BoostBox, std::uint32_t>;

BoostBox boost_box(const Box& box) { return {{box.min_x, box.min_y}, {box.max_x, box.max_y}}; }

}  // namespace

struct BoxIndex::Impl {
  bg::index::rtree<Entry, bg::index::linear<16>> tree;
};

BoxIndex::BoxIndex() : impl_(std::make_unique<Impl>()) {}

BoxIndex::BoxIndex(std::span<const Box> boxes) : impl_(std::make_unique<Impl>()) {
  std::vector<Entry> entries;
  entries.reserve(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (!boxes[i].empty()) entries.emplace_back(boost_box(boxes[i]), static_cast<std::uint32_t>(i));
  impl_->tree = decltype(impl_->tree)(entries);  // the range constructor packs
}

BoxIndex::~BoxIndex() = default;
BoxIndex::BoxIndex(BoxIndex&&) noexcept = default;
BoxIndex& BoxIndex::operator=(BoxIndex&&) noexcept = default;

void BoxIndex::query(const Box& box, std::vector<std::uint32_t>& found) const {
  found.clear();
  if (box.empty()) return;
  for (auto it = impl_->tree.qbegin(bg::index::intersects(boost_box(box))); it != impl_->tree.qend(); ++it)
    found.push_back(it->second);
  std::sort(found.begin(), found.end());
}

std::vector<std::uint32_t> BoxIndex::query(const Box& box) const {
  std::vector<std::uint32_t> found;
  query(box, found);
  return found;
}

std::size_t BoxIndex::size() const noexcept { return impl_->tree.size(); }

}  // namespace spatial
